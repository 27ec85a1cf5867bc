package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.SubjectPermit;
import dev.gatehouse.policy.SubjectQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where an administrator ends somebody's access. */
@Path("/api/v1/{tenant}/subjects/{id}/end-access")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class EndAccessEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final EndAct act;
    private final EndList list;

    EndAccessEndpoint(Caller caller, Permits permits, EndAct act, EndList list) {
        this.caller = caller;
        this.permits = permits;
        this.act = act;
        this.list = list;
    }

    /** Ends all of the subject's access from the answer on, and what it has begun within seconds; of a dry run, says what that would be. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Requires("subject:manage")
    public Response end(@PathParam("id") String id, @QueryParam("dryRun") @Nullable String dryRun) {
        boolean dry = QueryParameters.flag("dryRun", dryRun);
        UUID target = PathId.orNothings(id);
        SubjectPermit permit = permits.obtain(SubjectQuestion.toManage(caller.subject(), target));
        if (dry) {
            return Response.ok(act.preview(permit)).build();
        }
        UUID end = act.end(permit);
        String tenant = permit.subject().tenant();
        // Relative, because an absolute one would repeat whatever the caller called this host.
        return Response.accepted(list.one(tenant, Optional.of(end)))
                .header(HttpHeaders.LOCATION, "/api/v1/" + tenant + "/access-ends/" + end)
                .build();
    }
}
