package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyReadPermit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what somebody may, and who may something. */
@Path("/api/v1/{tenant}/policy")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class PolicyEndpoint {
    private static final String A_PERMISSION = "a permission, such as execution:create";

    private final Caller caller;
    private final PolicyReading reading;
    private final CanI canI;
    private final WhoCan whoCan;

    PolicyEndpoint(Caller caller, PolicyReading reading, CanI canI, WhoCan whoCan) {
        this.caller = caller;
        this.reading = reading;
        this.canI = canI;
        this.whoCan = whoCan;
    }

    /** Whether somebody has a permission, and why; oneself without any, others with `subject:read` too. */
    @POST
    @Path("/can-i")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("policy:read")
    public Map<String, Object> canI(@Nullable CheckRequest body) {
        return canI.answer(caller.subject(), CheckOrder.of(body));
    }

    /** Who has a permission in a namespace, and by which binding; needs `subject:read` too. */
    @GET
    @Path("/who-can")
    @Requires("policy:read")
    public Map<String, Object> whoCan(
            @QueryParam("permission") @Nullable String permission,
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("members") @Nullable String members,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        Namespace where = QueryParameters.namespace(namespace).orElse(Namespace.ROOT);
        Optional<Permission> what = QueryParameters.optional("permission", permission, A_PERMISSION, Permission::parse);
        Namespace asked =
                what.filter(Permission::isTenantWide).map(_ -> Namespace.ROOT).orElse(where);
        PolicyReadPermit permit = reading.ofPeople(caller.subject(), asked);
        Map<String, Object> page = whoCan.page(new WhoCan.Wanted(
                permit.subject().tenant(),
                what.orElseThrow(() -> QueryParameters.wrong("permission", A_PERMISSION)),
                permit.namespace(),
                QueryParameters.flag("members", members),
                QueryParameters.optional("after", after, "the next of an earlier page", HolderCursor::parse),
                QueryParameters.limit(limit)));
        reading.record(permit, Asking.WHO_CAN);
        return page;
    }
}
