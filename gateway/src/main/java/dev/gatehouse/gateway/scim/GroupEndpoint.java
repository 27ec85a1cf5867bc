package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.Precondition;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The groups of a SCIM client. */
@Path("/scim/{tenant}/v2/Groups")
@Consumes({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@ScimDoor
@RunOnVirtualThread
class GroupEndpoint {
    private final ResourceAnswers answers;
    private final ScimRequest request;
    private final GroupType groups;

    GroupEndpoint(ResourceAnswers answers, ScimRequest request, GroupType groups) {
        this.answers = answers;
        this.request = request;
        this.groups = groups;
    }

    /** Makes a group. */
    @POST
    @Unguarded(ScimDoor.REASON)
    public Response create(byte @Nullable [] body) {
        return answers.create(groups, body);
    }

    /** Lists groups. */
    @GET
    @Unguarded(ScimDoor.REASON)
    public Response list() {
        return answers.list(groups, ListRequest.of(request));
    }

    /** Lists groups, by a query in the body. */
    @POST
    @Path(".search")
    @Unguarded(ScimDoor.REASON)
    public Response search(byte @Nullable [] body) {
        return answers.list(groups, ListRequest.of(ScimJson.object(body)));
    }

    /** Shows a group. */
    @GET
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response get(@PathParam("id") String id) {
        return answers.get(groups, id);
    }

    /** Puts a whole group in the place of one. */
    @PUT
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response replace(@PathParam("id") String id, byte @Nullable [] body) {
        return answers.replace(groups, id, body);
    }

    /** Changes parts of a group. The answer has no group in it where that would list many members nobody asked for. */
    @PATCH
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response patch(@PathParam("id") String id, byte @Nullable [] body) {
        Found changed = answers.patch(groups, id, body);
        boolean chosen = request.parameter("attributes").isPresent()
                || request.parameter("excludedAttributes").isPresent();
        Optional<Response.ResponseBuilder> shown =
                groups.isTooLargeAfterPatch(request.client(), changed.id(), answers.projection(groups), chosen)
                        ? Optional.empty()
                        : answers.tryToShow(groups, changed, Response.ok());
        return shown.orElseGet(() -> Response.noContent().header(HttpHeaders.ETAG, Precondition.tag(changed.version())))
                .build();
    }

    /** Ends a group. */
    @DELETE
    @Path("{id}")
    @Unguarded(ScimDoor.REASON)
    public Response delete(@PathParam("id") String id) {
        return answers.delete(groups, id);
    }
}
