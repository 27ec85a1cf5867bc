package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where executions, their logs and their events are read. */
@Path("/api/v1/{tenant}/executions")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class ExecutionReadEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final ExecutionAccess access;
    private final ExecutionReads executions;
    private final LogReads logs;
    private final EventReads events;

    ExecutionReadEndpoint(
            Caller caller,
            Permits permits,
            ExecutionAccess access,
            ExecutionReads executions,
            LogReads logs,
            EventReads events) {
        this.caller = caller;
        this.permits = permits;
        this.access = access;
        this.executions = executions;
        this.logs = logs;
        this.events = events;
    }

    /** Of one namespace and all below it, latest first. */
    @GET
    @Requires("execution:read")
    public Page<ExecutionView> list(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var below = QueryParameters.optional("namespace", namespace, "a namespace", Namespace::parse);
        var wanted = QueryParameters.optional("state", state, "a state of executions", ExecutionReadEndpoint::state);
        var last = QueryParameters.optional("after", after, "the next of an earlier page", ExecutionId::parse);
        int items = QueryParameters.limit(limit);
        var permit = permits.obtain(
                new ListQuestion(caller.subject(), Permission.EXECUTION_READ, below.orElse(Namespace.ROOT)));
        return executions.list(permit, wanted, last, items);
    }

    @GET
    @Path("/{id}")
    @Requires("execution:read")
    public ExecutionView get(@PathParam("id") String id) {
        ExecutionReadPermit permit = access.read(caller.subject(), Permission.EXECUTION_READ, id);
        ExecutionView view = executions.view(permit);
        return access.mayReadOutputs(permit) ? view : view.withoutOutputs();
    }

    /** The chunks, or as plain text the bytes of all of them. */
    @GET
    @Path("/{id}/logs")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Requires("log:read")
    public Response logs(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @Context HttpHeaders headers) {
        var from = QueryParameters.optional("after", after, "the next of an earlier page", LogPosition::parse);
        int items = QueryParameters.limit(limit);
        ExecutionReadPermit permit = access.read(caller.subject(), Permission.LOG_READ, id);
        if (wantsText(headers)) {
            StreamingOutput text = out -> logs.copy(permit, out);
            return Response.ok(text, MediaType.TEXT_PLAIN).build();
        }
        var page = logs.page(permit, from.orElse(LogPosition.START), items);
        return Response.ok(page, MediaType.APPLICATION_JSON).build();
    }

    @GET
    @Path("/{id}/events")
    @Requires("execution:read")
    public Page<EventReads.Item> events(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var from =
                QueryParameters.optional("after", after, "the next of an earlier page", ExecutionReadEndpoint::number);
        int items = QueryParameters.limit(limit);
        ExecutionReadPermit permit = access.read(caller.subject(), Permission.EXECUTION_READ, id);
        return events.page(permit, access.mayReadOutputs(permit), from.orElse(0), items);
    }

    private static boolean wantsText(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .findFirst()
                .filter(first -> !first.isWildcardType() && first.isCompatible(MediaType.TEXT_PLAIN_TYPE))
                .isPresent();
    }

    private static Optional<ExecutionState> state(String text) {
        return Arrays.stream(ExecutionState.values())
                .filter(state -> state.name().equals(text))
                .findFirst();
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
}
