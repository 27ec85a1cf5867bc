package dev.gatehouse.worker.agent;

import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.LogRequest;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.ReportAnswer;
import dev.gatehouse.worker.ReportRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Brings logs and reports to the gateway, for as long as it takes. */
final class Delivery {
    private static final int BATCH_CHARACTERS = 512 * 1024;
    private static final int BATCH_CHUNKS = 500;

    private final Door door;
    private final ReportLane lane;
    private final SessionKeeper keeper;
    private final ReportSpool spool;
    private final Traces traces;
    private final RandomGenerator random;
    private final Closing closing;
    private final WorkerLog log;

    Delivery(
            Door door,
            SessionKeeper keeper,
            ReportSpool spool,
            Traces traces,
            RandomGenerator random,
            Closing closing,
            WorkerLog log) {
        this.door = door;
        this.lane = new ReportLane(door);
        this.keeper = keeper;
        this.spool = spool;
        this.traces = traces;
        this.random = random;
        this.closing = closing;
        this.log = log;
    }

    /** Sends what a running attempt has said. False when the gateway does not want this attempt's log any more. */
    boolean logs(AttemptLog attempt, ReportKey key, Backoff backoff) {
        for (List<LogChunk> batch : batches(attempt.pending())) {
            Optional<Session> session = keeper.await();
            if (session.isEmpty()) {
                return true;
            }
            switch (told(key, () -> door.logs(session.get(), key.logs(batch)))) {
                case Answer.Ok<Door.Taken> _ -> {
                    attempt.acknowledged(batch.getLast().seq());
                    backoff.reset();
                }
                case Answer.Refused<Door.Taken>(Refusal why) -> {
                    refused(key, why);
                    return false;
                }
                case Answer.Away<Door.Taken> _ -> {
                    backoff.pause();
                    return true;
                }
            }
        }
        return true;
    }

    /** Delivers a spooled report, the rest of its log before it, until it is answered or the worker closes. */
    void report(Spooled spooled) {
        Backoff backoff = new Backoff(random, closing, Duration.ofSeconds(10));
        ReportRequest report = spooled.report();
        Span span = traces.continuing(Spans.REPORT, spooled.traceparent(), report.execution());
        span.setAttribute(Spans.RESULT, report.outcome().name().toLowerCase(Locale.ROOT));
        Optional.ofNullable(report.error()).ifPresent(error -> span.setAttribute(Spans.ERROR_TYPE, error));
        try (Scope _ = span.makeCurrent()) {
            List<List<LogChunk>> batches = batches(spooled.chunks());
            do {
                batches = unsent(batches, report);
            } while ((!batches.isEmpty() || !sent(report)) && backoff.pause());
        } finally {
            span.end();
        }
    }

    /** Sends what it can; what is left could not be sent. */
    private List<List<LogChunk>> unsent(List<List<LogChunk>> batches, ReportRequest report) {
        var key = ReportKey.of(report);
        for (int i = 0; i < batches.size(); i++) {
            Optional<Session> session = keeper.await();
            if (session.isEmpty()) {
                return batches.subList(i, batches.size());
            }
            LogRequest batch = key.logs(batches.get(i));
            switch (told(key, () -> door.logs(session.get(), batch))) {
                case Answer.Ok<Door.Taken> _ -> {}
                case Answer.Refused<Door.Taken>(Refusal why) -> {
                    refused(key, why);
                    return List.of();
                }
                case Answer.Away<Door.Taken> _ -> {
                    return batches.subList(i, batches.size());
                }
            }
        }
        return List.of();
    }

    /** A call that breaks on this side counts as unanswered: its report would wait for the worker's restart otherwise. */
    private <T> Answer<T> told(ReportKey key, Supplier<Answer<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException broken) {
            String cause = broken.getClass().getName();
            log.warn("a report could not be sent", Map.of(LogKeys.EXECUTION, key.execution(), "cause", cause));
            return new Answer.Away<>(cause);
        }
    }

    private void refused(ReportKey key, Refusal why) {
        log.warn("log refused", Map.of(LogKeys.EXECUTION, key.execution(), "code", why.code()));
    }

    private boolean sent(ReportRequest report) {
        Optional<Session> session = keeper.await();
        if (session.isEmpty()) {
            return false;
        }
        var key = ReportKey.of(report);
        return switch (told(key, () -> lane.send(session.get(), report))) {
            case Answer.Ok<ReportAnswer>(ReportAnswer answer) -> {
                spool.remove(key.held());
                // The one line that an execution leaves here: formatting a line costs as much as sending a report.
                log.info(
                        "execution reported",
                        Map.of(
                                LogKeys.EXECUTION,
                                report.execution(),
                                "state",
                                answer.state(),
                                "trace",
                                Span.current().getSpanContext().getTraceId()));
                yield true;
            }
            case Answer.Refused<ReportAnswer>(Refusal why) -> {
                log.warn(
                        "report refused",
                        Map.of(
                                LogKeys.EXECUTION,
                                report.execution(),
                                "status",
                                Integer.toString(why.status()),
                                "code",
                                why.code()));
                yield isOver(key.held(), why);
            }
            case Answer.Away<ReportAnswer> _ -> false;
        };
    }

    /** Whether a refused report need not be sent again. One is dropped only where the record has another end for good. */
    private boolean isOver(Held held, Refusal why) {
        return switch (why) {
            case UNKNOWN_EXECUTION, STALE_FENCE, REPORT_CONFLICT -> {
                spool.remove(held);
                yield true;
            }
            case MALFORMED_JSON,
                    BODY_INVALID,
                    BODY_TOO_LARGE,
                    EVENT_TOO_LARGE,
                    REPORT_INVALID,
                    OUTPUTS_INVALID,
                    OUTPUTS_TOO_LARGE -> {
                spool.refuse(held);
                yield true;
            }
            case PROTOCOL_UNSUPPORTED,
                    NOT_FOUND,
                    UNAUTHENTICATED,
                    JOIN_REFUSED,
                    WORKER_REVOKED,
                    GROUP_GONE,
                    SESSION_ENDED,
                    COUNTER_USED,
                    SESSION_KEY_TOO_OLD,
                    LOG_OUT_OF_ORDER,
                    LOG_TOO_LARGE,
                    EXECUTION_STOPPING,
                    AUDIENCE_UNDECLARED,
                    AUDIENCE_RESERVED -> false;
        };
    }

    /** In bodies well below the door's limit of 1 MiB, each of few enough rows for one short transaction. */
    private static List<List<LogChunk>> batches(List<LogChunk> chunks) {
        List<List<LogChunk>> batches = new ArrayList<>();
        List<LogChunk> batch = new ArrayList<>();
        int size = 0;
        for (LogChunk chunk : chunks) {
            if (batch.size() == BATCH_CHUNKS
                    || (!batch.isEmpty() && size + chunk.bytes().length() > BATCH_CHARACTERS)) {
                batches.add(batch);
                batch = new ArrayList<>();
                size = 0;
            }
            batch.add(chunk);
            size += chunk.bytes().length();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** Which attempt a chunk or report is of. */
    record ReportKey(String execution, long fence, int attempt) {
        static ReportKey of(ReportRequest report) {
            return new ReportKey(report.execution(), report.fence(), report.attempt());
        }

        Held held() {
            return new Held(execution, fence);
        }

        LogRequest logs(List<LogChunk> chunks) {
            return new LogRequest(execution, fence, attempt, chunks);
        }
    }
}
