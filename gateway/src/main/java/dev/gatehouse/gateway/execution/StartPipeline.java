package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.stop.Maintenance;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.ProposePermit;
import dev.gatehouse.policy.StartPermit;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The second decision: the recorded question is asked again with live facts, the secrets are resolved outside any
 * transaction, and the start transaction lets the envelope leave only if all of that is still true.
 *
 * <p>Thread-safe. {@code Unavailable} never permits and never condemns: the execution goes back to the queue.
 *
 * <p>Next on the tour: {@code SealedEnvelope}.
 */
@Singleton
public final class StartPipeline {
    private static final int TRIES = 2;

    private final Starts starts;
    private final SharedStarts shared;
    private final Unstarted unstarted;
    private final PolicyEngine policy;
    private final Maintenance maintenance;
    private final SnapshotLoader snapshots;
    private final PinnedJobs jobs;
    private final StartQuestions questions;
    private final LaunchWriter launches;
    private final SecretStart secrets;
    private final Telemetry telemetry;

    StartPipeline(
            Starts starts,
            SharedStarts shared,
            Unstarted unstarted,
            PolicyEngine policy,
            Maintenance maintenance,
            SnapshotLoader snapshots,
            PinnedJobs jobs,
            StartQuestions questions,
            LaunchWriter launches,
            SecretStart secrets,
            Telemetry telemetry) {
        this.starts = starts;
        this.shared = shared;
        this.unstarted = unstarted;
        this.policy = policy;
        this.maintenance = maintenance;
        this.snapshots = snapshots;
        this.jobs = jobs;
        this.questions = questions;
        this.launches = launches;
        this.secrets = secrets;
        this.telemetry = telemetry;
    }

    /** One ask for a start: everything that stays the same while it is decided. */
    private record Ask(WorkerSession session, Lease lease, Standing.Pending standing, JobVersion job) {}

    /** Starts the leased execution, or says why not. A repeat before the acknowledgement gets the same answer. */
    public StartAnswer start(WorkerSession session, Lease lease) {
        return start(session, lease, starts.standings(session, List.of(lease)).getFirst());
    }

    /** The same, for somebody who has looked how the lease stands. */
    StartAnswer start(WorkerSession session, Lease lease, Standing standing) {
        return switch (standing) {
            case Standing.Pending pending ->
                telemetry.within(
                        Spans.START,
                        pending.row().trace(),
                        () -> begin(new Ask(session, lease, pending, jobs.of(pending.row()))));
            case Standing.Begun(var row, var question, var envelope) ->
                new StartAnswer.Started(launches.write(session, row, row.attempt(), jobs.of(row), question), envelope);
            case Standing.Gone(String reason) -> new StartAnswer.Gone(reason);
            case Standing.Refused refused -> {
                starts.refuse(session, refused);
                yield new StartAnswer.Refused();
            }
        };
    }

    private StartAnswer begin(Ask ask) {
        String execution = ask.lease().execution().toString();
        Span.current()
                .setAllAttributes(Spans.starting(execution))
                .setAttribute(
                        Spans.MESSAGING_DESTINATION,
                        ask.session().tenant() + "/" + ask.session().group())
                .setAttribute(Spans.EXECUTION, execution)
                .setAttribute(Spans.WORKER, ask.session().worker().toString());
        for (int tried = 0; tried < TRIES; tried++) {
            var asking = questions.of(ask.standing(), ask.job(), tried > 0);
            Optional<StartAnswer> answer = switch (telemetry.decide(policy, asking.question())) {
                case Decision.Allow<StartPermit>(StartPermit permit) ->
                    asking.isUnder(permit.grounds()) ? allowed(ask, permit) : Optional.empty();
                case Decision.Deny<StartPermit> deny ->
                    Optional.of(unstarted.denied(ask.session(), ask.lease(), asking.question(), deny));
                case Decision.ApprovalRequired<StartPermit>(ProposePermit permit) ->
                    Optional.of(unstarted.awaits(ask.session(), ask.lease(), permit));
                case Decision.Unavailable<StartPermit>(String cause) ->
                    Optional.of(unstarted.later(ask.session(), ask.lease(), cause));
            };
            if (answer.isPresent()) {
                return answer.get();
            }
            snapshots.refresh(ask.session().tenant());
        }
        return unstarted.later(ask.session(), ask.lease(), "facts_changed");
    }

    /** Nothing, when the facts changed between the decision and the start. */
    private Optional<StartAnswer> allowed(Ask ask, StartPermit permit) {
        if (maintenance.isOn(ask.session().tenant())) {
            return Optional.of(unstarted.later(ask.session(), ask.lease(), Maintenance.CODE));
        }
        var command = StartCommand.of(
                permit, ask.session(), ask.lease().fence(), ask.standing().accepted());
        if (permit.secrets().isEmpty()) {
            return answered(ask, shared.start(command));
        }
        return switch (secrets.start(command, ask.standing().row())) {
            case SecretOutcome.Answered(StartOutcome outcome) -> answered(ask, outcome);
            case SecretOutcome.Failed(var secret, String code) ->
                Optional.of(unstarted.failed(ask.session(), ask.lease(), secret, code, Asked.decision(permit)));
            case SecretOutcome.Later(String cause) -> Optional.of(unstarted.later(ask.session(), ask.lease(), cause));
        };
    }

    private Optional<StartAnswer> answered(Ask ask, StartOutcome outcome) {
        return switch (outcome) {
            case StartOutcome.Started(var row, int attempt, var stored) -> {
                telemetry.started(row);
                yield Optional.of(new StartAnswer.Started(
                        launches.write(
                                ask.session(),
                                row,
                                attempt,
                                ask.job(),
                                ask.standing().question()),
                        stored));
            }
            case StartOutcome.Gone(String reason) -> Optional.of(new StartAnswer.Gone(reason));
            case StartOutcome.TokenEnded() -> Optional.of(ended(ask));
            case StartOutcome.FactsChanged() -> Optional.empty();
        };
    }

    /** What it was begun with was ended while this was decided; policy says what that means, and it is recorded. */
    private StartAnswer ended(Ask ask) {
        var question = questions.ofEnded(ask.standing().row(), ask.standing().question(), ask.job());
        return switch (telemetry.decide(policy, question)) {
            case Decision.Deny<StartPermit> deny -> unstarted.denied(ask.session(), ask.lease(), question, deny);
            case Decision.Allow<StartPermit> _, Decision.ApprovalRequired<StartPermit> _ ->
                throw new IllegalStateException("policy allows one whose access has ended to start something");
            case Decision.Unavailable<StartPermit>(String cause) -> unstarted.later(ask.session(), ask.lease(), cause);
        };
    }
}
