package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.SubjectQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists the browsers in which somebody is logged in, and logs one of them out. What opens a session is in no answer. */
@Path("/api/v1/{tenant}/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SessionEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final SessionAccess access;
    private final Transactions transactions;
    private final LivingSessions living;
    private final Logouts logouts;

    SessionEndpoint(
            Caller caller,
            Permits permits,
            SessionAccess access,
            Transactions transactions,
            LivingSessions living,
            Logouts logouts) {
        this.caller = caller;
        this.permits = permits;
        this.access = access;
        this.transactions = transactions;
        this.living = living;
        this.logouts = logouts;
    }

    /** One's own. */
    @GET
    @Path("/own")
    @Requires("token:create")
    public Map<String, Object> own(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        Permit permit = access.toSeeOwn(caller.subject());
        return page(permit.subject().tenant(), permit.subject().id(), last, items);
    }

    /** Those of one subject. */
    @GET
    @Requires("subject:read")
    public Map<String, Object> list(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var of = QueryParameters.id("subject", subject);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        Permit permit = permits.obtain(SubjectQuestion.toRead(caller.subject(), of));
        return page(
                permit.subject().tenant(),
                of.orElseThrow(() -> QueryParameters.wrong("subject", "the id of a subject")),
                last,
                items);
    }

    /** Logs a browser out; one's own with `token:create`. */
    @DELETE
    @Path("/{id}")
    @Requires("subject:manage")
    public Response revoke(@PathParam("id") String id) {
        logouts.revoke(access.toEnd(caller.subject(), PathId.of(id)));
        return Response.noContent().build();
    }

    private Map<String, Object> page(String tenant, UUID subject, Optional<UUID> after, int limit) {
        List<LivingSession> found =
                transactions.read(connection -> living.after(connection, tenant, subject, after, limit + 1));
        List<LivingSession> shown = found.subList(0, Math.min(limit, found.size()));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", shown.stream().map(LivingSession::item).toList());
        if (found.size() > limit) {
            page.put("next", shown.getLast().id().toString());
        }
        return page;
    }
}
