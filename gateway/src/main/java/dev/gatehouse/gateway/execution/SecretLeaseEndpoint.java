package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.LeaseAbandonQuestion;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was issued for runs and is not revoked yet, and where a person gives up on what no store will revoke. */
@Path("/api/v1/{tenant}/secret-leases")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SecretLeaseEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final SecretLeaseList list;
    private final GivenUpLeases givenUp;

    SecretLeaseEndpoint(Caller caller, Permits permits, SecretLeaseList list, GivenUpLeases givenUp) {
        this.caller = caller;
        this.permits = permits;
        this.list = list;
        this.givenUp = givenUp;
    }

    /** All that is open, of one store or of all; or only what is stuck: whose revocation has failed. */
    @GET
    @Requires("secretstore:read")
    public Map<String, Object> list(
            @QueryParam("store") @Nullable String store,
            @QueryParam("stuck") @Nullable String stuck,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var permit = permits.obtain(new ListQuestion(caller.subject(), Permission.read("secretstore"), Namespace.ROOT));
        return list.page(
                permit,
                permits.sight(permit),
                QueryParameters.text("store", store),
                QueryParameters.flag("stuck", stuck),
                QueryParameters.id("after", after),
                QueryParameters.limit(limit));
    }

    /** It is not revoked any more, and counts as settled: whoever says so has ended it at the store by other means. */
    @POST
    @Path("/{id}/give-up")
    @Consumes(MediaType.WILDCARD)
    @Requires("secretstore:write")
    public Map<String, Object> giveUp(@PathParam("id") String id, byte @Nullable [] body)
            throws JsonProcessingException {
        UUID lease = PathId.orNothings(id);
        // Asked also about one that there is not, so that only those learn so who may know.
        var store = list.store(caller.subject().tenant(), lease).orElse("none");
        var permit = permits.obtain(new LeaseAbandonQuestion(caller.subject(), store, lease));
        givenUp.giveUp(permit, StatedReason.of(body));
        return Map.of("id", lease.toString(), "state", "given_up");
    }
}
