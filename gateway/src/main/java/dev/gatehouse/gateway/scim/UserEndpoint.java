package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Unguarded;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The users of a SCIM client. */
@Path("/scim/{tenant}/v2/Users")
@Consumes({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@ScimDoor
@RunOnVirtualThread
class UserEndpoint {
    private final ResourceAnswers answers;
    private final ScimRequest request;
    private final UserType users;

    UserEndpoint(ResourceAnswers answers, ScimRequest request, UserType users) {
        this.answers = answers;
        this.request = request;
        this.users = users;
    }

    /** Makes a user. */
    @POST
    @Unguarded(ScimDoor.REASON)
    public Response create(byte @Nullable [] body) {
        return answers.create(users, body);
    }

    /** Lists users. */
    @GET
    @Unguarded(ScimDoor.REASON)
    public Response list() {
        return answers.list(users, ListRequest.of(request));
    }

    /** Lists users, by a query in the body. */
    @POST
    @Path(".search")
    @Unguarded(ScimDoor.REASON)
    public Response search(byte @Nullable [] body) {
        return answers.list(users, ListRequest.of(ScimJson.object(body)));
    }

    /** Shows a user. */
    @GET
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response get(@PathParam("id") String id) {
        return answers.get(users, id);
    }

    /** Puts a whole document in the place of a user's. */
    @PUT
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response replace(@PathParam("id") String id, byte @Nullable [] body) {
        return answers.replace(users, id, body);
    }

    /** Changes parts of a user. */
    @PATCH
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response patch(@PathParam("id") String id, byte @Nullable [] body) {
        return answers.shown(users, answers.patch(users, id, body), Response.ok())
                .build();
    }

    /** Ends a user. */
    @DELETE
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response delete(@PathParam("id") String id) {
        return answers.delete(users, id);
    }
}
