package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.ClaimCommand;
import dev.gatehouse.gateway.execution.Claimed;
import dev.gatehouse.gateway.execution.Lease;
import dev.gatehouse.gateway.execution.SharedClaims;
import dev.gatehouse.gateway.execution.StartPipeline;
import dev.gatehouse.gateway.execution.StartRequests;
import dev.gatehouse.gateway.execution.StopSignal;
import dev.gatehouse.gateway.execution.StopSignals;
import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.ClaimAnswer;
import dev.gatehouse.worker.ClaimRequest;
import dev.gatehouse.worker.ControlAnswer;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import dev.gatehouse.worker.StartsAnswer;
import dev.gatehouse.worker.StartsRequest;
import dev.gatehouse.worker.Stop;
import io.opentelemetry.api.trace.Span;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** How a worker takes work, begins it, and hears what to stop. */
@Path("/worker/v1")
@WorkerDoor
@WithSession
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class WorkEndpoint {
    private final ShownSession shown;
    private final SharedClaims claims;
    private final StartPipeline starts;
    private final StartRequests requests;
    private final StopSignals stops;
    private final ToldStops told;
    private final LongPolls polls;
    private final News news;
    private final WorkersConfig config;

    WorkEndpoint(
            ShownSession shown,
            SharedClaims claims,
            StartPipeline starts,
            StartRequests requests,
            StopSignals stops,
            ToldStops told,
            LongPolls polls,
            News news,
            WorkersConfig config) {
        this.shown = shown;
        this.claims = claims;
        this.starts = starts;
        this.requests = requests;
        this.stops = stops;
        this.told = told;
        this.polls = polls;
        this.news = news;
        this.config = config;
    }

    @POST
    @Path("/claim")
    @Unguarded("the worker credential gives the session, and only its group's work is handed out")
    public ClaimAnswer claim(byte @Nullable [] body, @Context HttpServerRequest http) {
        ClaimRequest request = Shape.read(body, ClaimRequest.class);
        WorkerSession session = shown.get();
        var command = new ClaimCommand(session, request.max());
        List<Claimed> claimed = polls.poll(
                session,
                Watch.For.WORK,
                news.work(session.tenant(), session.group()),
                request.max(),
                Duration.ofMillis(request.waitMillis()),
                () -> http.response().closed(),
                () -> claims.claim(command));
        if (claimed.size() == request.max()) {
            // There may be more than it could take.
            news.work(session.tenant(), session.group()).raiseForOne();
        }
        Span.current()
                .setAllAttributes(Spans.claiming(claimed.size()))
                .setAttribute(Spans.MESSAGING_DESTINATION, session.tenant() + "/" + session.group());
        // The acceptances are other stories than this request: it links to them.
        claimed.forEach(one -> one.trace().ifPresent(trace -> Span.current().addLink(trace.spanContext())));
        return new ClaimAnswer(claimed.stream().map(WorkEndpoint::claim).toList());
    }

    private static Claim claim(Claimed claimed) {
        return new Claim(
                claimed.lease().execution().toString(),
                claimed.lease().fence(),
                claimed.attempt(),
                claimed.trace().map(TraceParent::value).orElse(null));
    }

    @POST
    @Path("/start")
    @Unguarded("the worker credential gives the session, and policy is asked about the execution's own question")
    public StartAnswer start(byte @Nullable [] body) {
        StartRequest request = Shape.read(body, StartRequest.class);
        var lease = new Lease(Shape.execution(request.execution(), "/execution"), request.fence());
        MDC.put(LogKeys.EXECUTION, lease.execution().toString());
        return told(starts.start(shown.get(), lease));
    }

    @POST
    @Path("/starts")
    @Unguarded("the worker credential gives the session, and policy is asked about each execution's own question")
    public StartsAnswer starts(byte @Nullable [] body) {
        List<StartRequest> all = Shape.read(body, StartsRequest.class).starts();
        List<Lease> leases = IntStream.range(0, all.size())
                .mapToObj(i -> new Lease(
                        Shape.execution(all.get(i).execution(), "/starts/" + i + "/execution"),
                        all.get(i).fence()))
                .toList();
        return new StartsAnswer(requests.start(shown.get(), leases).stream()
                .map(WorkEndpoint::told)
                .toList());
    }

    private static StartAnswer told(dev.gatehouse.gateway.execution.StartAnswer answer) {
        return switch (answer) {
            case dev.gatehouse.gateway.execution.StartAnswer.Started(Launch launch, Optional<String> envelope) ->
                new StartAnswer.Started(launch, envelope.orElse(null));
            case dev.gatehouse.gateway.execution.StartAnswer.Gone(String reason) -> new StartAnswer.Gone(reason);
            case dev.gatehouse.gateway.execution.StartAnswer.Alone() -> new StartAnswer.Alone();
            case dev.gatehouse.gateway.execution.StartAnswer.Later() -> new StartAnswer.Later();
            case dev.gatehouse.gateway.execution.StartAnswer.Refused() -> new StartAnswer.Gone("envelope_refused");
        };
    }

    @GET
    @Path("/control")
    @Consumes(MediaType.WILDCARD)
    @Unguarded("the worker credential gives the session, and only its worker's stops are told")
    public ControlAnswer control(
            @QueryParam("waitMillis") @DefaultValue("0") String waitMillis, @Context HttpServerRequest http) {
        WorkerSession session = shown.get();
        List<StopSignal> wanted = polls.poll(
                session,
                Watch.For.STOPS,
                news.stops(session.tenant()),
                0,
                Duration.ofMillis(Shape.number(waitMillis, "waitMillis")),
                () -> http.response().closed(),
                () -> told.due(session, stops.wanted(session)));
        return new ControlAnswer(wanted.stream().map(this::stop).toList());
    }

    private Stop stop(StopSignal signal) {
        return new Stop(
                signal.lease().execution().toString(),
                signal.lease().fence(),
                signal.revoke() ? Stop.REVOKE : Stop.CANCEL,
                signal.revoke() ? 0 : config.killGrace().toMillis());
    }
}
