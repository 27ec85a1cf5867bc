package dev.gatehouse.gateway.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.StopExtent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where administrators set kill switches, see them, and lift them. */
@Path("/api/v1/{tenant}/kill-switches")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class KillSwitchEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final StopJson json;
    private final KillSwitches switches;
    private final KillSwitchList list;

    KillSwitchEndpoint(Caller caller, Permits permits, StopJson json, KillSwitches switches, KillSwitchList list) {
        this.caller = caller;
        this.permits = permits;
        this.json = json;
        this.switches = switches;
        this.list = list;
    }

    /** Sets one: from the answer on no gateway accepts or begins what it stops. 200 where one of this extent and level is there. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("killswitch:write")
    public Response set(byte @Nullable [] body) throws JsonProcessingException {
        SwitchOrder order = SwitchOrder.of(json.read(body, KillSwitchRequest.class));
        KillSwitches.Outcome outcome = switches.set(caller.subject(), order, caller::again);
        String tenant = caller.subject().tenant();
        // Relative, because an absolute one would repeat whatever the caller called this host.
        return Response.status(outcome.created() ? 201 : 200)
                .header(HttpHeaders.LOCATION, "/api/v1/" + tenant + "/kill-switches/" + outcome.id())
                .entity(list.one(tenant, outcome.id()))
                .build();
    }

    /** Latest first, of the tenant or of a namespace and what is below it; all that there were, or those in force. */
    @GET
    @Requires("killswitch:read")
    public Map<String, Object> list(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("inForce") @Nullable String inForce,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        Namespace within = QueryParameters.namespace(namespace).orElse(Namespace.ROOT);
        boolean standing = QueryParameters.flag("inForce", inForce);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        ListPermit permit = mayRead(within);
        return list.page(permit, permits.sight(permit), standing, last, items);
    }

    /** One of them, and what it has ended. */
    @GET
    @Path("/{id}")
    @Requires("killswitch:read")
    public Map<String, Object> get(@PathParam("id") String id) {
        UUID known = PathId.orNothings(id);
        ListPermit permit = mayRead(extent(known).namespace());
        return list.one(permit.subject().tenant(), known);
    }

    /** Lifts one, now or before; answers how it stands. */
    @DELETE
    @Path("/{id}")
    @Requires("killswitch:write")
    public Map<String, Object> lift(@PathParam("id") String id) {
        UUID known = PathId.orNothings(id);
        switches.lift(caller.subject(), known, extent(known), caller::again);
        return list.one(caller.subject().tenant(), known);
    }

    private ListPermit mayRead(Namespace within) {
        return permits.obtain(new ListQuestion(caller.subject(), Permission.KILL_SWITCH_READ, within));
    }

    /** Where policy is asked about one that there is not, so that only those learn so who may know. */
    private StopExtent extent(UUID id) {
        return list.extent(caller.subject().tenant(), id).orElseGet(StopExtent.WholeTenant::new);
    }
}
