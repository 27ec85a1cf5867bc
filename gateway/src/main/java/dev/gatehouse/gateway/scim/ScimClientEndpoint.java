package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.ScimClientQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes, lists and ends what identity providers open the SCIM door with. A token is in one answer only. */
@Path("/api/v1/{tenant}/scim-clients")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ScimClientEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final ScimClients clients;
    private final ScimAddresses addresses;

    ScimClientEndpoint(Caller caller, Permits permits, ScimClients clients, ScimAddresses addresses) {
        this.caller = caller;
        this.permits = permits;
        this.clients = clients;
        this.addresses = addresses;
    }

    /** Makes a SCIM client with its first token, which is shown here and never again. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("scimclient:write")
    public Response create(@Nullable ScimClientRequest body) {
        String name = ScimClientRequest.nameIn(body);
        Duration life = ScimClientRequest.lifeIn(body);
        var question = ScimClientQuestion.toWrite(caller.subject());
        return made(clients.create(question, permits.obtain(question), name, life), name);
    }

    /** Lists the SCIM clients, each with the tokens that work. */
    @GET
    @Requires("scimclient:read")
    public Map<String, Object> list() {
        var permit = permits.obtain(ScimClientQuestion.toRead(caller.subject()));
        return Map.of("items", clients.list(permit));
    }

    /** Makes another token of a SCIM client, so that it can follow the first. */
    @POST
    @Path("{name}/tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("scimclient:write")
    public Response addToken(@PathParam("name") String name, @Nullable ScimClientRequest body) {
        Duration life = ScimClientRequest.lifeIn(body);
        var question = ScimClientQuestion.toWrite(caller.subject());
        return made(clients.addToken(question, permits.obtain(question), name, life), name);
    }

    /** Revokes a token of a SCIM client; it opens nothing from here on. */
    @DELETE
    @Path("{name}/tokens/{id}")
    @Requires("scimclient:write")
    public Response revoke(@PathParam("name") String name, @PathParam("id") String id) {
        var question = ScimClientQuestion.toWrite(caller.subject());
        var permit = permits.obtain(question);
        UUID token = QueryParameters.pathId("id", id);
        clients.revoke(question, permit, name, token);
        return Response.noContent().build();
    }

    private Response made(ScimClients.Made made, String name) {
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(Map.of(
                        "id", made.client(),
                        "name", name,
                        "baseUrl", addresses.base(caller.subject().tenant()),
                        "tokenId", made.id(),
                        "token", made.token().expose(Function.identity()),
                        "expiresAt", made.expiresAt().toString()))
                .build();
    }
}
