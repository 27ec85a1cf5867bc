package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.OwnTokenQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where anybody makes and sees tokens of their own. */
@Path("/api/v1/{tenant}/tokens/own")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class OwnTokenEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final OwnTokens tokens;
    private final TokenList list;

    OwnTokenEndpoint(Caller caller, Permits permits, OwnTokens tokens, TokenList list) {
        this.caller = caller;
        this.permits = permits;
        this.tokens = tokens;
        this.list = list;
    }

    /** Makes a token of the caller's own access, or less of it; it is shown here and never again. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("token:create")
    public Response create(@Nullable OwnTokenRequest body) {
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(tokens.make(caller.subject(), OwnTokenOrder.of(body, caller.subject())))
                .build();
    }

    /** The caller's own tokens whose scope lies in one namespace and below. */
    @GET
    @Requires("token:create")
    public Map<String, Object> list(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var below = QueryParameters.namespace(namespace);
        int items = QueryParameters.limit(limit);
        var permit = permits.obtain(new OwnTokenQuestion(caller.subject(), below.orElse(Namespace.ROOT)));
        return list.own(permit, QueryParameters.id("after", after), items);
    }
}
