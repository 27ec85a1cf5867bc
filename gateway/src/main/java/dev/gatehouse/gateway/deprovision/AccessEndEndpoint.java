package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.SubjectPermit;
import dev.gatehouse.policy.SubjectQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where one sees whose access ended, how far its end has come, and what it ended. */
@Path("/api/v1/{tenant}/access-ends")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class AccessEndEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final EndList list;

    AccessEndEndpoint(Caller caller, Permits permits, EndList list) {
        this.caller = caller;
        this.permits = permits;
        this.list = list;
    }

    /** Latest first, of all or of one subject. */
    @GET
    @Requires("subject:read")
    public Map<String, Object> list(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var of = QueryParameters.id("subject", subject);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        SubjectPermit permit = permits.obtain(SubjectQuestion.toRead(caller.subject(), of));
        return list.page(permit.subject().tenant(), of, last, items);
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @Requires("subject:read")
    public Map<String, Object> get(@PathParam("id") String id) {
        SubjectPermit permit = permits.obtain(SubjectQuestion.toRead(caller.subject(), Optional.empty()));
        return list.one(permit.subject().tenant(), PathId.of(id));
    }
}
