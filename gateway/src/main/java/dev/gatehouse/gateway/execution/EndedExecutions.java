package dev.gatehouse.gateway.execution;

import static java.util.Objects.requireNonNull;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Reason;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The executions of somebody whose access ends: what has not begun is revoked, what runs gets the stop signal. Where only
 * a part of the access ended, policy is asked again about each, with live facts, and what it allows goes on.
 */
@Singleton
final class EndedExecutions implements CascadeStep {
    private static final int BATCH = 50;

    private final Transactions transactions;
    private final UnendedExecutions unended;
    private final Revocations revocations;
    private final PolicyEngine policy;
    private final SubjectFacts facts;
    private final RecordedQuestions recorded;
    private final Starters starters;
    private final PinnedJobs jobs;
    private final QuestionDocument document;
    private final ExecutionNews news;
    private final Event<StopWanted> wanted;

    EndedExecutions(
            Transactions transactions,
            UnendedExecutions unended,
            Revocations revocations,
            PolicyEngine policy,
            SubjectFacts facts,
            RecordedQuestions recorded,
            Starters starters,
            PinnedJobs jobs,
            QuestionDocument document,
            ExecutionNews news,
            Event<StopWanted> wanted) {
        this.transactions = transactions;
        this.unended = unended;
        this.revocations = revocations;
        this.policy = policy;
        this.facts = facts;
        this.recorded = recorded;
        this.starters = starters;
        this.jobs = jobs;
        this.document = document;
        this.news = news;
        this.wanted = wanted;
    }

    @Override
    public String name() {
        return "executions";
    }

    @Override
    public boolean isPartOf(Extent extent) {
        return switch (extent) {
            case Extent.Everything _, Extent.WhatIsDenied _, Extent.StartedWith _ -> true;
            case Extent.OneSession _ -> false;
        };
    }

    @Override
    public Map<String, Long> preview(Connection connection, EndOfAccess end) throws SQLException {
        return unended.counts(connection, end.tenant(), end.subject());
    }

    @Override
    public Optional<CascadeStep.Batch> next(EndOfAccess end, UUID after) {
        List<UnendedExecutions.Found> found =
                transactions.read(connection -> unended.after(connection, end, after, BATCH));
        Optional<UUID> last =
                found.isEmpty() ? Optional.empty() : Optional.of(found.getLast().id());
        return switch (end.extent()) {
            case Extent.Everything _, Extent.StartedWith _, Extent.OneSession _ ->
                Optional.of(new Some(
                        end,
                        last,
                        found.stream()
                                .map(each -> new Revocations.Doomed(new ExecutionId(each.id()), Optional.empty()))
                                .toList()));
            case Extent.WhatIsDenied _ ->
                denied(end, found).<CascadeStep.Batch>map(doomed -> new Some(end, last, doomed));
        };
    }

    /** Those that policy denies now; nothing while it cannot say so of each. */
    private Optional<List<Revocations.Doomed>> denied(EndOfAccess end, List<UnendedExecutions.Found> found) {
        if (found.isEmpty()) {
            return Optional.of(List.of());
        }
        Optional<Map<UUID, Subject>> live = live(end, found);
        if (live.isEmpty()) {
            return Optional.empty();
        }
        ClaimSources sources = recorded.now(
                end.tenant(),
                found.stream().map(UnendedExecutions.Found::question).toList());
        List<Revocations.Doomed> doomed = new ArrayList<>();
        for (UnendedExecutions.Found each : found) {
            Starters.Starter starter = starters.of(
                    each.question(),
                    each.subject(),
                    id -> requireNonNull(live.get().get(id)),
                    sources);
            if (starter.isUndecided()) {
                return Optional.empty();
            }
            StartQuestion question = start(end.tenant(), each, starter.subject(), sources);
            switch (policy.decide(question)) {
                case Decision.Allow<?> _, Decision.ApprovalRequired<?> _ -> {}
                case Decision.Deny<?> deny when deny.reasons().stream().allMatch(Reason::isOfTheAct) -> {}
                case Decision.Deny<?> deny ->
                    doomed.add(new Revocations.Doomed(question.execution(), Optional.of(denial(question, deny))));
                case Decision.Unavailable<?> _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(doomed);
    }

    private Revocations.Denial denial(StartQuestion question, Decision.Deny<?> deny) {
        return new Revocations.Denial(
                Asked.decision(question, deny), Refusals.recorded(question, deny, true, document.write(question)));
    }

    /** As it will be asked when it begins, but for the author: who answers for secrets is another matter than who starts. */
    private StartQuestion start(String tenant, UnendedExecutions.Found found, Subject starter, ClaimSources sources) {
        JobVersion job = jobs.of(tenant, found.question());
        return new StartQuestion(
                new ExecutionId(found.id()),
                recorded.again(found.question(), starter, sources, job),
                Optional.empty(),
                List.of(),
                found.attempt(),
                Optional.empty());
    }

    /** All whose access they rest on, each read once; nothing while somebody is not found. */
    private Optional<Map<UUID, Subject>> live(EndOfAccess end, List<UnendedExecutions.Found> found) {
        Set<UUID> all = new HashSet<>();
        for (UnendedExecutions.Found each : found) {
            all.add(each.subject());
            QuestionDocument.impersonator(each.question()).ifPresent(actor -> all.add(actor.subject()));
        }
        Map<UUID, Subject> live = new HashMap<>();
        all.forEach(id -> facts.reread(end.tenant(), id).ifPresent(subject -> live.put(id, subject)));
        return live.keySet().containsAll(all) ? Optional.of(live) : Optional.empty();
    }

    private final class Some implements CascadeStep.Batch {
        private final EndOfAccess end;
        private final Optional<UUID> last;
        private final List<Revocations.Doomed> doomed;

        private Some(EndOfAccess end, Optional<UUID> last, List<Revocations.Doomed> doomed) {
            this.end = end;
            this.last = last;
            this.doomed = List.copyOf(doomed);
        }

        @Override
        public Optional<UUID> last() {
            return last;
        }

        @Override
        public Map<String, Long> end(Connection connection) throws SQLException {
            return revocations.revoke(connection, Revocations.Order.of(end), doomed);
        }

        @Override
        public void committed() {
            doomed.forEach(each -> news.changed(new ExecutionKey(end.tenant(), each.execution())));
            wanted.fire(new StopWanted(end.tenant()));
        }
    }
}
