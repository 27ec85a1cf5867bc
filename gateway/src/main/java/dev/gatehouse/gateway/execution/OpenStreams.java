package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Counts the streams that this gateway holds open, and refuses those that are too many. Thread-safe. */
@Singleton
final class OpenStreams {
    private static final Duration LATER = Duration.ofSeconds(5);

    private final StreamConfig limits;
    private final Map<SubjectKey, Integer> ofSubjects = new HashMap<>();
    private final Map<String, Integer> ofTenants = new HashMap<>();
    private int all;

    OpenStreams(StreamConfig limits, Meters meters) {
        this.limits = limits;
        meters.gauge(Metrics.STREAMS_OPEN, this, OpenStreams::count);
    }

    private record SubjectKey(String tenant, UUID id) {}

    /** A place among the open streams, until it is closed; to be closed once. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @throws ProblemException 429 where the subject or its tenant has too many, 503 where the gateway has
     */
    synchronized Place open(Subject subject) {
        var key = new SubjectKey(subject.tenant(), subject.id());
        if (ofSubjects.getOrDefault(key, 0) >= limits.perSubject()) {
            throw refuse(429, "too_many_streams", "You have too many open streams. Close one, or read without stream.");
        }
        if (ofTenants.getOrDefault(key.tenant(), 0) >= limits.perTenant()) {
            throw refuse(429, "too_many_streams", "Your tenant has too many open streams. Read without stream.");
        }
        if (all >= limits.perGateway()) {
            throw refuse(503, "streams_exhausted", "This gateway has too many open streams. Read without stream.");
        }
        ofSubjects.merge(key, 1, Integer::sum);
        ofTenants.merge(key.tenant(), 1, Integer::sum);
        all++;
        return () -> close(key);
    }

    synchronized int count() {
        return all;
    }

    private synchronized void close(SubjectKey key) {
        ofSubjects.computeIfPresent(key, (_, count) -> count > 1 ? count - 1 : null);
        ofTenants.computeIfPresent(key.tenant(), (_, count) -> count > 1 ? count - 1 : null);
        all--;
    }

    private static ProblemException refuse(int status, String code, String detail) {
        return new ProblemException(Problem.of(status, code, detail).withRetryAfter(LATER));
    }
}
