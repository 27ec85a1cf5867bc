package dev.gatehouse.gateway.proof;

import dev.gatehouse.audit.AccessEvent.LogRead;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.policy.AuditPermit;
import dev.gatehouse.policy.AuditQuestion;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Asks who may read the log, and records who did: once for what one subject reads within a minute, because a whole log
 * is read in many pieces and each record makes it longer.
 */
@Singleton
final class LogReading {
    private static final Duration ONE_STREAM = Duration.ofMinutes(1);

    private final Caller caller;
    private final Permits permits;
    private final Transactions transactions;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final InstantSource clock;
    private final ConcurrentMap<Stream, Instant> recorded = new ConcurrentHashMap<>();

    private record Stream(String tenant, UUID subject, String what) {}

    LogReading(
            Caller caller,
            Permits permits,
            Transactions transactions,
            AuditTrail trail,
            QuestionLog questions,
            InstantSource clock) {
        this.caller = caller;
        this.permits = permits;
        this.transactions = transactions;
        this.trail = trail;
        this.questions = questions;
        this.clock = clock;
    }

    /** Leave for the current caller to read the tenant's log. */
    AuditPermit permit() {
        return permits.obtain(new AuditQuestion(caller.subject()));
    }

    /** Records the read before it is answered, unless it belongs to a stream that is recorded. */
    void record(AuditPermit permit, String what, long first, long count) {
        Subject subject = permit.subject();
        Stream stream = new Stream(subject.tenant(), subject.id(), what);
        Instant now = clock.instant();
        recorded.values().removeIf(at -> at.plus(ONE_STREAM).isBefore(now));
        if (recorded.containsKey(stream)) {
            return;
        }
        transactions.run(connection -> {
            questions.record(connection, subject.tenant(), List.of(Asked.allowed(new AuditQuestion(subject), permit)));
            return trail.append(
                    connection,
                    subject.tenant(),
                    List.of(new LogRead(Asked.actor(subject), Asked.decision(permit), what, first, count)));
        });
        recorded.put(stream, now);
    }
}
