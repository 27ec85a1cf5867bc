package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.WorkerListQuestion;
import dev.gatehouse.policy.WorkerManagePermit;
import dev.gatehouse.policy.WorkerManageQuestion;
import dev.gatehouse.policy.WorkerManageQuestion.Act;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where operators see a tenant's workers, and send them away. */
@Path("/api/v1/{tenant}/workers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class WorkerEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final WorkerList list;
    private final Farewells farewells;

    WorkerEndpoint(Caller caller, Permits permits, WorkerList list, Farewells farewells) {
        this.caller = caller;
        this.permits = permits;
        this.list = list;
        this.farewells = farewells;
    }

    @GET
    @Requires("worker:read")
    public Map<String, Object> list(
            @QueryParam("name") @Nullable String name,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var permit = permits.obtain(new WorkerListQuestion(caller.subject()));
        return list.page(
                permit,
                QueryParameters.text("name", name),
                QueryParameters.id("after", after),
                QueryParameters.limit(limit));
    }

    /** Answers at once; the worker hears of it with its next renewal. */
    @POST
    @Path("/{id}/drain")
    @Consumes(MediaType.WILDCARD)
    @Requires("worker:manage")
    public Response drain(@PathParam("id") String id) {
        return send(id, Act.DRAIN);
    }

    /** From the answer on the worker has no access. */
    @POST
    @Path("/{id}/revoke")
    @Consumes(MediaType.WILDCARD)
    @Requires("worker:manage")
    public Response revoke(@PathParam("id") String id) {
        return send(id, Act.REVOKE);
    }

    private Response send(String id, Act act) {
        WorkerManagePermit permit = permits.obtain(new WorkerManageQuestion(caller.subject(), worker(id), act));
        if (list.one(permit).isEmpty()) {
            return Problem.notFound().toResponse();
        }
        farewells.send(permit);
        return Response.ok(list.one(permit).orElseThrow()).build();
    }

    /** What is no id names no worker. */
    private static UUID worker(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException malformed) {
            return new UUID(0, 0);
        }
    }
}
