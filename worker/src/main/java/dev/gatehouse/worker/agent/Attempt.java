package dev.gatehouse.worker.agent;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.Connector;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.EnvelopeRefused;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Redactor;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.RenewedFiles;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import dev.gatehouse.worker.StopSignal;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The way of one execution through the worker: start, open the envelope, run, spool the report, deliver it. */
final class Attempt {
    private static final Duration LOG_TICK = Duration.ofMillis(200);

    private final Door door;
    private final Connector connector;
    private final RunningAttempts running;
    private final ReportSpool spool;
    private final Delivery delivery;
    private final SessionKeeper keeper;
    private final Traces traces;
    private final WorkerMeters meters;
    private final RandomGenerator random;
    /** What was claimed before and not begun goes back to others. */
    private final Closing draining;

    private final Closing closing;
    private final WorkerLog log;

    Attempt(
            Door door,
            Connector connector,
            RunningAttempts running,
            ReportSpool spool,
            Delivery delivery,
            SessionKeeper keeper,
            Traces traces,
            WorkerMeters meters,
            RandomGenerator random,
            Closing draining,
            Closing closing,
            WorkerLog log) {
        this.door = door;
        this.connector = connector;
        this.running = running;
        this.spool = spool;
        this.delivery = delivery;
        this.keeper = keeper;
        this.traces = traces;
        this.meters = meters;
        this.random = random;
        this.draining = draining;
        this.closing = closing;
        this.log = log;
    }

    /**
     * The claim was announced to {@link RunningAttempts#expect} before.
     *
     * @param told what the gateway said when it was asked for several
     */
    void run(Session session, Claim claim, Span claimed, Starts.Told told) {
        Held held = new Held(claim.execution(), claim.fence());
        Optional<Spooled> spooled = Optional.empty();
        try {
            Optional<StartAnswer.Started> started = start(session, claim, claimed, told);
            if (started.isPresent()) {
                boolean retryable = started.get().launch().retryable();
                spooled = run(session, started.get(), running.enter(held, session, retryable));
            }
        } finally {
            running.leave(held);
        }
        spooled.ifPresent(delivery::report);
    }

    /** A start whose answer was lost is repeated: within the session it gets the same answer. */
    private Optional<StartAnswer.Started> start(Session session, Claim claim, Span claimed, Starts.Told told) {
        Backoff backoff = new Backoff(random, closing, Duration.ofSeconds(1));
        Span span = traces.starting(claim, claimed);
        long asked = System.nanoTime();
        try (Scope _ = span.makeCurrent()) {
            // Once asked for, it may have begun: only the answer says so, however late.
            if (!told.mayHaveBegun() && draining.hasCome()) {
                return left(claim, span, "draining");
            }
            while (!session.ended()) {
                switch (answer(session, claim, told)) {
                    case Answer.Ok<StartAnswer>(StartAnswer.Started started) -> {
                        meters.started(Duration.ofNanos(System.nanoTime() - asked));
                        return Optional.of(started);
                    }
                    case Answer.Ok<StartAnswer>(StartAnswer.Gone(String reason)) -> {
                        return left(claim, span, reason);
                    }
                    case Answer.Ok<StartAnswer>(StartAnswer.Later()) -> {
                        return left(claim, span, "later");
                    }
                    case Answer.Ok<StartAnswer>(StartAnswer.Alone()) -> {
                        return left(claim, span, "alone");
                    }
                    case Answer.Refused<StartAnswer>(Refusal why) -> {
                        return left(claim, span, why.code());
                    }
                    case Answer.Away<StartAnswer> _ -> {
                        if (!backoff.pause()) {
                            return Optional.empty();
                        }
                    }
                }
            }
            return Optional.empty();
        } finally {
            span.end();
        }
    }

    private Answer<StartAnswer> answer(Session session, Claim claim, Starts.Told told) {
        return told.answer()
                .<Answer<StartAnswer>>map(Answer.Ok::new)
                .orElseGet(() -> door.start(session, new StartRequest(claim.execution(), claim.fence())));
    }

    private Optional<StartAnswer.Started> left(Claim claim, Span span, String reason) {
        span.setAttribute(Spans.ERROR_TYPE, reason);
        log.info("execution not started", Map.of(LogKeys.EXECUTION, claim.execution(), "reason", reason));
        return Optional.empty();
    }

    private Optional<Spooled> run(Session session, StartAnswer.Started started, StopSignal stop) {
        Launch launch = started.launch();
        AttemptLog attemptLog = new AttemptLog();
        Span span = traces.continuing(Spans.RUN, launch.traceparent(), launch.execution());
        span.setAttribute(Spans.JOB, launch.namespace() + "/" + launch.job());
        span.setAttribute(Spans.WORKER, launch.worker());
        Ending ending;
        long begun = System.nanoTime();
        try (Scope _ = span.makeCurrent()) {
            log.debug("execution started", keys(launch, span));
            keeper.renewSoon();
            ending = run(session, started, stop, attemptLog, TraceParent.of(span));
            meters.ended(ending, Duration.ofNanos(System.nanoTime() - begun), attemptLog.dropped());
            span.setAttribute(Spans.RESULT, ending.outcome().name().toLowerCase(Locale.ROOT));
            log.debug("execution ended", keys(launch, span));
        } finally {
            span.end();
        }
        if (session.ended() && ending.stopped()) {
            // The gateway has closed it with the session: there is nothing to tell.
            log.warn("execution dropped with its session", keys(launch, span));
            return Optional.empty();
        }
        String digest = attemptLog.digest();
        Spooled spooled = new Spooled(
                new ReportRequest(
                        launch.execution(),
                        launch.fence(),
                        launch.attempt(),
                        ending.outcome(),
                        ending.exitCode(),
                        ending.outputs(),
                        ending.error(),
                        attemptLog.count(),
                        digest,
                        ending.stopped()),
                attemptLog.pending(),
                launch.traceparent());
        spool.put(spooled);
        return Optional.of(spooled);
    }

    private Ending run(
            Session session,
            StartAnswer.Started started,
            StopSignal stop,
            AttemptLog attemptLog,
            Optional<TraceParent> here) {
        Launch launch = started.launch();
        Map<String, SecretValue> lent = new HashMap<>();
        RunIdentity identity = new RunIdentity(door, keeper, random, log, launch);
        Closing ended = new Closing();
        Thread shipper = Thread.ofVirtual().start(() -> ship(attemptLog, launch, ended));
        try {
            lent.putAll(open(session, started));
            Ending ending = switch (identity.first(session, stop, closing)) {
                case RunIdentity.First.None(Ending without) -> without;
                case RunIdentity.First.Tokens(Map<String, SecretValue> tokens) -> {
                    lent.putAll(tokens);
                    Redactor redactor = Redactor.of(lent.values());
                    RenewedFiles files = new RenewedFiles();
                    identity.keep(files, redactor, ended);
                    yield connector.run(new Assignment(
                            launch,
                            lent,
                            redactor,
                            attemptLog,
                            here.map(TraceParent::value).orElse(launch.traceparent()),
                            stop,
                            files));
                }
            };
            return RunningAttempts.ownReason(stop)
                    .filter(_ -> ending.stopped())
                    .map(reason -> Ending.failed(null, reason))
                    .orElse(ending);
        } catch (EnvelopeRefused refused) {
            return Ending.failed(null, "envelope_refused");
        } catch (RuntimeException broken) {
            // Whatever broke, the attempt has an end, and only this worker knows it.
            log.warn(
                    "the connector failed",
                    Map.of(
                            LogKeys.EXECUTION,
                            launch.execution(),
                            "cause",
                            broken.getClass().getName()));
            return Ending.failed(null, "connector_failed");
        } finally {
            lent.values().forEach(SecretValue::close);
            ended.come();
            join(shipper);
        }
    }

    private Map<String, SecretValue> open(Session session, StartAnswer.Started started) {
        String envelope = started.envelope();
        if (envelope == null) {
            return Map.of();
        }
        Launch launch = started.launch();
        try {
            EnvelopeContext context = new EnvelopeContext(
                    launch.tenant(),
                    new ExecutionId(UUID.fromString(launch.execution())),
                    launch.attempt(),
                    launch.fence(),
                    UUID.fromString(session.worker()));
            return session.open(context, Protocol.decode(envelope));
        } catch (IllegalArgumentException malformed) {
            throw new EnvelopeRefused();
        }
    }

    private void ship(AttemptLog attemptLog, Launch launch, Closing ended) {
        Backoff backoff = new Backoff(random, ended, Duration.ofSeconds(5));
        var key = new Delivery.ReportKey(launch.execution(), launch.fence(), launch.attempt());
        boolean wanted = true;
        while (wanted && !ended.await(LOG_TICK)) {
            wanted = delivery.logs(attemptLog, key, backoff);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> keys(Launch launch, Span span) {
        return Map.of(
                LogKeys.TENANT,
                launch.tenant(),
                LogKeys.EXECUTION,
                launch.execution(),
                "trace",
                span.getSpanContext().getTraceId());
    }
}
