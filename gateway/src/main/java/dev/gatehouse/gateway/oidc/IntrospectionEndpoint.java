package dev.gatehouse.gateway.oidc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.execution.IdentityStandings;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.issuer.RunTokens;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a token of a run still counts (RFC 7662). Asked by those who may read the executions of the namespace that
 * the token says it is of, with a token of their own; nobody learns why one does not count.
 */
@Path("/run/{tenant}/introspect")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class IntrospectionEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final RunTokens tokens;
    private final IdentityStandings standings;

    IntrospectionEndpoint(Caller caller, Permits permits, RunTokens tokens, IdentityStandings standings) {
        this.caller = caller;
        this.permits = permits;
        this.tokens = tokens;
        this.standings = standings;
    }

    /** What the token says, while the run that it was made for lives. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires("execution:read")
    public Response introspect(@PathParam("tenant") String tenant, byte @Nullable [] body) {
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        String token = FormParameters.of(text)
                .flatMap(form -> form.get("token"))
                .orElseThrow(() -> new ProblemException(Problem.of(
                        400, "malformed_form", "The body is a form with one parameter token, each parameter once.")));
        ListPermit permit =
                permits.obtain(new ListQuestion(caller.subject(), Permission.EXECUTION_READ, namespace(token)));
        ObjectNode answer = tokens.verify(tenant, token)
                .filter(claims -> stands(permit, claims))
                .map(claims -> claims.deepCopy().put("active", true))
                .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("active", false));
        return Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    /** As the token says it, believed or not; what says nothing could be of any. */
    private static Namespace namespace(String token) {
        return TokenText.of(token)
                .flatMap(text -> Namespace.parse(text.claims().path("namespace").asText()))
                .orElse(Namespace.ROOT);
    }

    private boolean stands(ListPermit permit, ObjectNode claims) {
        return ExecutionId.parse(claims.path("execution_id").asText())
                .filter(execution -> standings.stands(
                        permit,
                        execution,
                        Integer.parseInt(claims.path("attempt").asText())))
                .isPresent();
    }
}
