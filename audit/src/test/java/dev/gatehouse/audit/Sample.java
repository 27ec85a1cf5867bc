package dev.gatehouse.audit;

import dev.gatehouse.observability.ExecutionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** One tenant's events, always the same ones. */
final class Sample {
    static final String INSTALLATION = "0190a5f0-0000-7000-8000-000000000001";
    static final String TENANT = "demo";
    static final String ORIGIN = Checkpoint.origin(INSTALLATION, TENANT);
    static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");
    static final UUID ADA = id(1);
    static final UUID WORKER = id(2);
    static final String DIGEST = "ab".repeat(32);
    static final JobPin JOB = new JobPin(id(3), 7, DIGEST, "acme.data/nightly-report");
    static final DecisionReference DECISION = new DecisionReference(id(4), DIGEST, List.of("rolebinding/r@1"));

    private final EventSealer sealer = new EventSealer(new SplittableRandom(42));
    private int next = 1000;

    static UUID id(int number) {
        return new UUID(0x0190a5f000007000L, 0x8000000000000000L | number);
    }

    static ExecutionId execution(int number) {
        return new ExecutionId(id(100_000 + number));
    }

    SealedEvent seal(AuditEvent event, int n) {
        return sealer.seal(event, new EventStamp(id(next++), TENANT, n, AT));
    }

    /** Accepted, started, ended. */
    List<SealedEvent> run(int number) {
        List<SealedEvent> events = new ArrayList<>();
        events.add(seal(accepted(number, Map.of("day", "2026-11-21", "limit", 3)), 1));
        events.add(seal(
                new ExecutionEvent.ExecutionStarted(
                        execution(number), DECISION, JOB, WORKER, id(5), 1, 1, "pid_namespace", List.of()),
                2));
        events.add(seal(ended(number), 3));
        return events;
    }

    static ExecutionEvent.ExecutionAccepted accepted(int number, Map<String, Object> inputs) {
        return new ExecutionEvent.ExecutionAccepted(
                execution(number), new Actor(ADA, "ada"), DECISION, JOB, inputs, Map.of(), Optional.empty());
    }

    static ExecutionEvent.ExecutionEnded ended(int number) {
        return new ExecutionEvent.ExecutionEnded(
                execution(number),
                ExecutionEvent.Ending.SUCCEEDED,
                Optional.of(WORKER),
                Optional.empty(),
                JOB,
                1,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of(0),
                true,
                0,
                2,
                Optional.of(DIGEST),
                Map.of("rows", 12, "mean", 4.5));
    }

    SealedEvent loose() {
        return seal(new AccessEvent.AuthenticationFailed("token_expired", "192.0.2.0/24", 3), 0);
    }
}
