package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The alias of the authenticated subject (RFC 7644, section 3.11), which a SCIM client has none of: it is no user. */
@Path("/scim/{tenant}/v2/Me")
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@ScimDoor
@RunOnVirtualThread
class MeEndpoint {
    /** Shows nobody. */
    @GET
    @Unguarded(ScimDoor.REASON)
    public Response get() {
        throw refused();
    }

    /** Makes nobody. */
    @POST
    @Unguarded(ScimDoor.REASON)
    public Response create() {
        throw refused();
    }

    /** Replaces nobody. */
    @PUT
    @Unguarded(ScimDoor.REASON)
    public Response replace() {
        throw refused();
    }

    /** Changes nobody. */
    @PATCH
    @Unguarded(ScimDoor.REASON)
    public Response patch() {
        throw refused();
    }

    /** Ends nobody. */
    @DELETE
    @Unguarded(ScimDoor.REASON)
    public Response delete() {
        throw refused();
    }

    private static ScimFailure refused() {
        return ScimFailure.of(501, "A SCIM client is no user, so there is no /Me.");
    }
}
