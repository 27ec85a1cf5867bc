package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.policy.ScimClientQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Shows how one SCIM client does. */
@Path("/api/v1/{tenant}/scim-clients")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ScimClientViewEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final ScimClientView view;

    ScimClientViewEndpoint(Caller caller, Permits permits, ScimClientView view) {
        this.caller = caller;
        this.permits = permits;
        this.view = view;
    }

    /** A SCIM client: its last sync, what it has made, and its last errors. */
    @GET
    @Path("/{name}")
    @Requires("scimclient:read")
    public Map<String, Object> show(@PathParam("name") String name) {
        return view.of(permits.obtain(ScimClientQuestion.toRead(caller.subject())), name);
    }
}
