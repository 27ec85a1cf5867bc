package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.issuer.Issuers;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.ScimClientQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says how a SCIM client gets short tokens by OAuth's client credentials: secrets of its own, or another issuer's tokens. */
@Path("/api/v1/{tenant}/scim-clients/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ScimLoginEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final ScimLoginSettings settings;
    private final Issuers issuers;
    private final DeclaredAddresses addresses;

    ScimLoginEndpoint(
            Caller caller, Permits permits, ScimLoginSettings settings, Issuers issuers, DeclaredAddresses addresses) {
        this.caller = caller;
        this.permits = permits;
        this.settings = settings;
        this.issuers = issuers;
        this.addresses = addresses;
    }

    /** Makes a secret of a SCIM client, which is shown here and never again; two work at once. */
    @POST
    @Path("secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("scimclient:write")
    public Response addSecret(@PathParam("name") String name, @Nullable ScimClientRequest body) {
        Duration life = ScimClientRequest.lifeIn(body);
        var question = ScimClientQuestion.toWrite(caller.subject());
        var made = settings.addSecret(question, permits.obtain(question), name, life);
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(Map.of(
                        "tokenUrl", issuers.tokenEndpoint(caller.subject().tenant()),
                        "clientId", made.client(),
                        "secretId", made.id(),
                        "secret", made.secret().expose(Function.identity()),
                        "expiresAt", made.expiresAt().toString()))
                .build();
    }

    /** Revokes a secret of a SCIM client, and the tokens that it gave. */
    @DELETE
    @Path("secrets/{id}")
    @Requires("scimclient:write")
    public Response revokeSecret(@PathParam("name") String name, @PathParam("id") String id) {
        var question = ScimClientQuestion.toWrite(caller.subject());
        var permit = permits.obtain(question);
        UUID secret = QueryParameters.pathId("id", id);
        settings.revokeSecret(question, permit, name, secret);
        return Response.noContent().build();
    }

    /** Lets a SCIM client show another issuer's token in place of a secret: one whose issuer, audience and subject are these. */
    @PUT
    @Path("trust")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("scimclient:write")
    public Map<String, Object> trust(@PathParam("name") String name, @Nullable ScimTrustRequest body) {
        ObjectNode rule = ScimTrustRequest.checked(body, addresses);
        var question = ScimClientQuestion.toWrite(caller.subject());
        UUID client = settings.trust(question, permits.obtain(question), name, Optional.of(rule));
        return Map.of("tokenUrl", issuers.tokenEndpoint(caller.subject().tenant()), "clientId", client, "trust", rule);
    }

    /** Lets a SCIM client show no other issuer's token any more; those that such a token gave are worth nothing. */
    @DELETE
    @Path("trust")
    @Requires("scimclient:write")
    public Response distrust(@PathParam("name") String name) {
        var question = ScimClientQuestion.toWrite(caller.subject());
        settings.trust(question, permits.obtain(question), name, Optional.empty());
        return Response.noContent().build();
    }
}
