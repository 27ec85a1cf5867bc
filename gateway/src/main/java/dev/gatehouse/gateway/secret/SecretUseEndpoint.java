package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.ResourceReadQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows which runs got which version of a secret, for whoever has to know after a rotation. */
@Path("/api/v1/{tenant}/secrets/{namespace}/{name}/uses")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SecretUseEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final SecretUses uses;

    SecretUseEndpoint(Caller caller, Permits permits, SecretUses uses) {
        this.caller = caller;
        this.permits = permits;
        this.uses = uses;
    }

    /** The uses, latest executions first. */
    @GET
    @Requires("secret:read")
    public Map<String, Object> list(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("version") @Nullable String version,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var within = Namespace.parse(namespace).orElseThrow(() -> new ProblemException(Problem.notFound()));
        var permit = permits.obtain(new ResourceReadQuestion(caller.subject(), "secret", within, name));
        return uses.page(
                permit,
                QueryParameters.text("version", version),
                QueryParameters.id("after", after),
                QueryParameters.limit(limit));
    }
}
