package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.ApprovalVoted.Vote;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What one execution waits for or waited for, and what was said, as the rows have it.
 *
 * @param decision that the execution was accepted by: its question says what would run
 * @param inTime whether its time was not over when this was read, by the database's clock
 * @param outcome nothing while it is open
 */
record StoredApproval(
        String tenant,
        UUID id,
        ExecutionId execution,
        JobName job,
        long revision,
        Asker asker,
        UUID decision,
        String digest,
        Instant requestedAt,
        Instant expiresAt,
        boolean inTime,
        Optional<Outcome> outcome,
        Optional<Instant> decidedAt,
        List<Wanted> rules,
        List<Cast> votes) {

    /** How one ends. */
    enum Outcome {
        APPROVED,
        REJECTED,
        EXPIRED,
        /** Its execution ended otherwise. */
        VOID
    }

    /**
     * Who asked.
     *
     * @param impersonator who acted as the subject, where somebody did
     * @param token that was shown, where one was
     */
    record Asker(UUID subject, String name, Optional<UUID> impersonator, Optional<UUID> token) {}

    /** A guardrail that wants it, as it was then. */
    record Wanted(Rule rule, String name, String message, Set<UUID> groups, int count) {
        Wanted {
            groups = Set.copyOf(groups);
        }
    }

    /**
     * What somebody said.
     *
     * @param epoch of the subject then
     * @param rules the ids of those whose groups the subject was in
     * @param stands whether it counts: it was not declared void, and the subject is who it was then
     */
    record Cast(
            UUID id,
            UUID subject,
            String name,
            long epoch,
            Vote vote,
            Set<UUID> rules,
            String comment,
            Instant at,
            boolean stands) {
        Cast {
            rules = Set.copyOf(rules);
        }

        boolean isFor(Wanted wanted) {
            return vote == Vote.APPROVE && rules.contains(wanted.rule().id());
        }
    }

    StoredApproval {
        rules = List.copyOf(rules);
        votes = List.copyOf(votes);
    }

    /** The same with these parts. */
    StoredApproval with(List<Wanted> wanted, List<Cast> cast) {
        return new StoredApproval(
                tenant,
                id,
                execution,
                job,
                revision,
                asker,
                decision,
                digest,
                requestedAt,
                expiresAt,
                inTime,
                outcome,
                decidedAt,
                wanted,
                cast);
    }

    /** All whose members are asked. */
    Set<UUID> groups() {
        return rules.stream().flatMap(wanted -> wanted.groups().stream()).collect(Collectors.toSet());
    }

    Set<Rule> revisions() {
        return rules.stream().map(Wanted::rule).collect(Collectors.toSet());
    }

    /** What the subject said, where that counts. */
    Optional<Cast> standing(UUID subject) {
        return standing().stream()
                .filter(cast -> cast.subject().equals(subject))
                .findFirst();
    }

    /** What was said and counts. */
    List<Cast> standing() {
        return votes.stream().filter(Cast::stands).toList();
    }

    /** How many of those whom the rule asks say yes. */
    long given(Wanted wanted) {
        return standing().stream().filter(cast -> cast.isFor(wanted)).count();
    }

    /** The rules for which enough of them say yes. */
    Set<Rule> fulfilled() {
        return rules.stream()
                .filter(wanted -> given(wanted) >= wanted.count())
                .map(Wanted::rule)
                .collect(Collectors.toSet());
    }
}
