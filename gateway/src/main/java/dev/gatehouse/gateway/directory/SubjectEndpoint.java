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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows who may come in, what each may, and why. */
@Path("/api/v1/{tenant}/subjects")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SubjectEndpoint {
    private static final Set<String> KINDS = Set.of("user", "service_account");

    private final Caller caller;
    private final Permits permits;
    private final SubjectList list;
    private final SubjectView view;

    SubjectEndpoint(Caller caller, Permits permits, SubjectList list, SubjectView view) {
        this.caller = caller;
        this.permits = permits;
        this.list = list;
        this.view = view;
    }

    /** People and service accounts, by kind and name. */
    @GET
    @Requires("subject:read")
    public Map<String, Object> list(
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("name") @Nullable String name,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var only = QueryParameters.optional(
                "kind",
                kind,
                "user or service_account",
                text -> Optional.of(text).filter(KINDS::contains));
        var prefix = QueryParameters.text("name", name);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        return list.page(tenantSeen(Optional.empty()), only, prefix, last, items);
    }

    /** One of them: its source, its groups, roles and tokens, and how its access ended. */
    @GET
    @Path("/{id}")
    @Requires("subject:read")
    public Map<String, Object> get(@PathParam("id") String id) {
        UUID subject = PathId.orNothings(id);
        return view.of(tenantSeen(Optional.of(subject)), subject);
    }

    /** The groups that it is in. */
    @GET
    @Path("/{id}/groups")
    @Requires("subject:read")
    public Map<String, Object> groups(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        UUID subject = PathId.orNothings(id);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        return view.groups(tenantSeen(Optional.of(subject)), subject, last, items);
    }

    /** The roles that it has, by itself and through its groups. */
    @GET
    @Path("/{id}/roles")
    @Requires("subject:read")
    public Map<String, Object> roles(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        UUID subject = PathId.orNothings(id);
        int items = QueryParameters.limit(limit);
        return view.roles(tenantSeen(Optional.of(subject)), subject, Optional.ofNullable(after), items);
    }

    /** The tenant whose subjects the caller may see. */
    private String tenantSeen(Optional<UUID> subject) {
        return permits.obtain(SubjectQuestion.toRead(caller.subject(), subject))
                .subject()
                .tenant();
    }
}
