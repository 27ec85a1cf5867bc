package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.Unguarded;
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

    BulkEndpoint(Bulk bulk) {
        this.bulk = bulk;
    }

    /** Does the operations, each by itself, and answers what became of each. */
    @POST
    @Unguarded(ScimDoor.REASON)
    public Response run(byte @Nullable [] body) {
        return Response.ok(ScimJson.text(bulk.run(ScimJson.object(body)))).build();
    }
}
