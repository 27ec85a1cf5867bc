package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
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

/** Shows the groups that bindings can name, who is in them, and what they give. */
@Path("/api/v1/{tenant}/groups")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DirectoryGroupEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final DirectoryGroups groups;

    DirectoryGroupEndpoint(Caller caller, Permits permits, DirectoryGroups groups) {
        this.caller = caller;
        this.permits = permits;
        this.groups = groups;
    }

    /** The groups of SCIM clients, and those of claims that a binding or a provider names, by name. */
    @GET
    @Requires("subject:read")
    public Map<String, Object> list(
            @QueryParam("name") @Nullable String name,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var prefix = QueryParameters.text("name", name);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        return groups.page(tenantSeen(), prefix, last, items);
    }

    /** One of them, with the roles that it gives. */
    @GET
    @Path("/{id}")
    @Requires("subject:read")
    public Map<String, Object> get(@PathParam("id") String id) {
        return groups.one(tenantSeen(), PathId.orNothings(id));
    }

    /** Who is in it, who says so, and since when. */
    @GET
    @Path("/{id}/members")
    @Requires("subject:read")
    public Map<String, Object> members(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        return groups.members(tenantSeen(), PathId.orNothings(id), last, items);
    }

    /** The roles that it gives, and where. */
    @GET
    @Path("/{id}/roles")
    @Requires("subject:read")
    public Map<String, Object> roles(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        int items = QueryParameters.limit(limit);
        return groups.roles(tenantSeen(), PathId.orNothings(id), Optional.ofNullable(after), items);
    }

    /** The tenant whose groups the caller may see. */
    private String tenantSeen() {
        return permits.obtain(SubjectQuestion.toRead(caller.subject(), Optional.empty()))
                .subject()
                .tenant();
    }
}
