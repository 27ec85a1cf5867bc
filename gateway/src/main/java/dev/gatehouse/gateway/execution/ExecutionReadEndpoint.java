package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.identity.Sight;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.function.Function;
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
    private final ExecutionStreams streams;

    ExecutionReadEndpoint(
            Caller caller,
            Permits permits,
            ExecutionAccess access,
            ExecutionReads executions,
            LogReads logs,
            EventReads events,
            ExecutionStreams streams) {
        this.caller = caller;
        this.permits = permits;
        this.access = access;
        this.executions = executions;
        this.logs = logs;
        this.events = events;
        this.streams = streams;
    }

    /** Of one namespace and all below it, latest first. */
    @GET
    @Requires("execution:read")
    public Page<ExecutionView> list(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var below = QueryParameters.namespace(namespace);
        var wanted = QueryParameters.optional("state", state, "a state of executions", ExecutionReadEndpoint::state);
        var last = QueryParameters.optional("after", after, "the next of an earlier page", ExecutionId::parse);
        int items = QueryParameters.limit(limit);
        var permit = permits.obtain(
                new ListQuestion(caller.subject(), Permission.EXECUTION_READ, below.orElse(Namespace.ROOT)));
        Sight sight = permits.sight(permit);
        return executions.list(permit, wanted, last, items).only(each -> shows(sight, each.job()));
    }

    /** Whether the one that runs the job is shown. */
    private static boolean shows(Sight sight, String job) {
        JobName name = JobName.parse(job).orElseThrow();
        return sight.shows(name.namespace(), name.name());
    }

    /** The execution, or as a stream of events each change of it until its end. */
    @GET
    @Path("/{id}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Requires("execution:read")
    public Response get(@PathParam("id") String id, @Context HttpHeaders headers, @Context HttpServerRequest http) {
        boolean live = wants(headers, MediaType.SERVER_SENT_EVENTS_TYPE);
        var from = live ? lastEvent(headers, StatePosition::parse) : Optional.<StatePosition>empty();
        ExecutionReadPermit permit = access.read(caller.subject(), Permission.EXECUTION_READ, id);
        if (live) {
            streams.states(permit, from, view -> shown(permit, view), http);
            return Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build();
        }
        return Response.ok(shown(permit, executions.view(permit)), MediaType.APPLICATION_JSON)
                .build();
    }

    private ExecutionView shown(ExecutionReadPermit permit, ExecutionView view) {
        return access.mayReadOutputs(permit) ? view : view.withoutOutputs();
    }

    /** The chunks, as plain text the bytes of all of them, or as a stream of events each as it comes until the end. */
    @GET
    @Path("/{id}/logs")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, MediaType.SERVER_SENT_EVENTS})
    @Requires("log:read")
    public Response logs(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @Context HttpHeaders headers,
            @Context HttpServerRequest http) {
        boolean live = wants(headers, MediaType.SERVER_SENT_EVENTS_TYPE);
        var last = live ? lastEvent(headers, LogPosition::parse) : Optional.<LogPosition>empty();
        var from = QueryParameters.optional("after", after, "the next of an earlier page", LogPosition::parse);
        int items = QueryParameters.limit(limit);
        ExecutionReadPermit permit = access.read(caller.subject(), Permission.LOG_READ, id);
        if (live) {
            streams.logs(permit, last.or(() -> from).orElse(LogPosition.START), http);
            return Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build();
        }
        if (wants(headers, MediaType.TEXT_PLAIN_TYPE)) {
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

    private static boolean wants(HttpHeaders headers, MediaType type) {
        return headers.getAcceptableMediaTypes().stream()
                .findFirst()
                .filter(first -> !first.isWildcardType() && first.isCompatible(type))
                .isPresent();
    }

    /** What the caller of a stream has seen last; nothing where it begins. */
    private static <T> Optional<T> lastEvent(HttpHeaders headers, Function<String, Optional<T>> parser) {
        return Optional.ofNullable(headers.getHeaderString("Last-Event-ID"))
                .map(text -> parser.apply(text)
                        .orElseThrow(() -> new ProblemException(Problem.of(
                                400,
                                "malformed_last_event_id",
                                "Last-Event-ID is no id of this stream. Send one that it sent, or none."))));
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
