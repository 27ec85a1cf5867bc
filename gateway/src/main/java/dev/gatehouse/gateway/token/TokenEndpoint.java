package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.TokenQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes, lists and ends API tokens. A token itself is in one answer only: that of its making. */
@Path("/api/v1/{tenant}/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class TokenEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final TokenMaking making;
    private final TokenList list;
    private final TokenAccess access;
    private final TokenEnding ending;
    private final TokenRotation rotation;

    TokenEndpoint(
            Caller caller,
            Permits permits,
            TokenMaking making,
            TokenList list,
            TokenAccess access,
            TokenEnding ending,
            TokenRotation rotation) {
        this.caller = caller;
        this.permits = permits;
        this.making = making;
        this.list = list;
        this.access = access;
        this.ending = ending;
        this.rotation = rotation;
    }

    /** Makes a service account, a binding for it, and a token of it. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("token:manage")
    public Response create(@Nullable TokenRequest body) {
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(making.make(caller.subject(), TokenOrder.of(body)))
                .build();
    }

    /** The tenant's tokens, or those of one subject, without the tokens. */
    @GET
    @Requires("token:manage")
    public Map<String, Object> list(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        int items = QueryParameters.limit(limit);
        var permit = permits.obtain(new TokenQuestion(caller.subject(), Namespace.ROOT));
        return list.page(permit, QueryParameters.id("subject", subject), QueryParameters.id("after", after), items);
    }

    /** Ends a token at once; of one's own with `token:create`. */
    @DELETE
    @Path("/{id}")
    @Requires("token:manage")
    public Response revoke(@PathParam("id") String id) {
        ending.revoke(access.toRevoke(caller.subject(), id));
        return Response.noContent().build();
    }

    /** Makes a token's successor, beside which it lives on for a while; of one's own with `token:create`. */
    @POST
    @Path("/{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("token:manage")
    public Response rotate(@PathParam("id") String id, @Nullable RotationRequest body) {
        TokenAccess.Granted granted = access.toRotate(caller.subject(), id);
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(rotation.rotate(granted, RotationOrder.of(body)))
                .build();
    }
}
