package dev.gatehouse.gateway.explanation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.audit.AccessEvent.PolicyAsked;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.PolicyReadPermit;
import dev.gatehouse.policy.PolicyReadQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectQuestion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks who may see what rules say about others, and records who did: once for what one subject asks of one kind within a
 * minute, because another system asks for every click of its users. Thread-safe.
 */
@Singleton
final class PolicyReading {
    private static final Duration ONE_STREAM = Duration.ofMinutes(1);
    private static final int MOST_STREAMS = 10_000;

    private final Permits permits;
    private final PolicyEngine policy;
    private final Transactions transactions;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final Cache<Stream, Boolean> recorded = Caffeine.newBuilder()
            .maximumSize(MOST_STREAMS)
            .expireAfterWrite(ONE_STREAM)
            .build();

    private record Stream(String tenant, UUID subject, Asking what) {}

    PolicyReading(
            Permits permits, PolicyEngine policy, Transactions transactions, AuditTrail trail, QuestionLog questions) {
        this.permits = permits;
        this.policy = policy;
        this.transactions = transactions;
        this.trail = trail;
        this.questions = questions;
    }

    /**
     * Leave to see what rules decided about the namespace.
     *
     * @throws dev.gatehouse.gateway.problem.ProblemException 403 when policy denies, and the denial is recorded
     */
    PolicyReadPermit ofRules(Subject caller, Namespace namespace) {
        return permits.obtain(new PolicyReadQuestion(caller, namespace));
    }

    /**
     * Leave to see, of people too, whom rules name in the namespace.
     *
     * @throws dev.gatehouse.gateway.problem.ProblemException 403 when policy denies, and the denial is recorded
     */
    PolicyReadPermit ofPeople(Subject caller, Namespace namespace) {
        PolicyReadPermit permit = ofRules(caller, namespace);
        permits.obtain(SubjectQuestion.toRead(caller, Optional.empty()));
        return permit;
    }

    /** Whether the caller may see rules there; whoever may not is told less, and denied nothing. */
    boolean seesRules(Subject caller, Namespace namespace) {
        return has(caller, Permission.POLICY_READ, namespace);
    }

    /** Whether the caller has the permission there, without a denial where not. */
    boolean has(Subject caller, Permission permission, Namespace namespace) {
        return switch (policy.decide(new CheckQuestion(caller, permission, namespace))) {
            case Decision.Allow<?> _ -> true;
            case Decision.Deny<?> _, Decision.ApprovalRequired<?> _ -> false;
            case Decision.Unavailable<?> _ -> throw Permits.unavailable();
        };
    }

    /** Records that it was asked before it is answered, unless it belongs to a stream that is recorded. */
    void record(PolicyReadPermit permit, Asking what) {
        Subject subject = permit.subject();
        var stream = new Stream(subject.tenant(), subject.id(), what);
        if (recorded.getIfPresent(stream) != null) {
            return;
        }
        transactions.run(connection -> {
            questions.record(connection, subject.tenant(), List.of(Asked.allowed(permit.question(), permit)));
            return trail.append(
                    connection,
                    subject.tenant(),
                    List.of(new PolicyAsked(Asked.actor(subject), Asked.decision(permit), what.code())));
        });
        recorded.put(stream, true);
    }
}
