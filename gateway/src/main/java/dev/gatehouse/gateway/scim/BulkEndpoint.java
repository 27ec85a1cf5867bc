package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.scim.directory.LargeBodies;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Many operations in one request (RFC 7644, section 3.7). */
@Path("/scim/{tenant}/v2/Bulk")
@Consumes({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@ScimDoor
@RunOnVirtualThread
class BulkEndpoint {
    private final Bulk bulk;
    private final LargeBodies large;
    private final ScimRequest request;

    BulkEndpoint(Bulk bulk, LargeBodies large, ScimRequest request) {
        this.bulk = bulk;
        this.large = large;
        this.request = request;
    }

    /** Does the operations, each by itself, and answers what became of each. */
    @POST
    @Unguarded(ScimDoor.REASON)
    public Response run(byte @Nullable [] body) {
        return Response.ok(large.with(request.client(), body, () -> ScimJson.text(bulk.run(ScimJson.object(body)))))
                .build();
    }
}
