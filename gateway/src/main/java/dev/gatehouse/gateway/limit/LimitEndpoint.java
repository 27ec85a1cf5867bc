package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows the limits that namespaces declare, and how far they are used. */
@Path("/api/v1/{tenant}/limits")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class LimitEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final LimitUsage usage;

    LimitEndpoint(Caller caller, Permits permits, LimitUsage usage) {
        this.caller = caller;
        this.permits = permits;
        this.usage = usage;
    }

    @GET
    @Requires("namespace:read")
    public Map<String, Object> list(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var permit = permits.obtain(new ListQuestion(
                caller.subject(),
                Permission.read("namespace"),
                path("namespace", namespace).orElse(Namespace.ROOT)));
        return usage.page(permit, permits.sight(permit), path("after", after), QueryParameters.limit(limit));
    }

    private static Optional<Namespace> path(String name, @Nullable String text) {
        return QueryParameters.optional(name, text, "a namespace, such as acme.data", Namespace::parse);
    }
}
