package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DiskRoom;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.limit.LimitReached;
import dev.gatehouse.gateway.limit.RateLimits;
import dev.gatehouse.gateway.limit.Start;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.Jobs;
import dev.gatehouse.gateway.stop.Maintenance;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.ProposePermit;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitPermit;
import dev.gatehouse.policy.SubmitQuestion;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The way of a request to an execution: is there room for one more request, may the subject start a job of this name, which job is it, does it take these
 * inputs, may it be started so, and then one transaction. Each step needs what only the step before can give.
 *
 * <p>Thread-safe.
 *
 * <p>Next on the tour: {@code TenantPolicies}.
 */
@Singleton
final class ExecutionPipeline {
    private final RateLimits rates;
    private final PolicyEngine policy;
    private final SnapshotLoader snapshots;
    private final Maintenance maintenance;
    private final Jobs jobs;
    private final RequestCheck check;
    private final QueueRoom room;
    private final DiskRoom disk;
    private final IdempotencyKeys keys;
    private final SharedAcceptances acceptances;
    private final Refusals refusals;
    private final Telemetry telemetry;
    private final Supplier<UUID> ids;

    ExecutionPipeline(
            RateLimits rates,
            PolicyEngine policy,
            SnapshotLoader snapshots,
            Maintenance maintenance,
            Jobs jobs,
            RequestCheck check,
            QueueRoom room,
            DiskRoom disk,
            IdempotencyKeys keys,
            SharedAcceptances acceptances,
            Refusals refusals,
            Telemetry telemetry,
            Supplier<UUID> ids) {
        this.rates = rates;
        this.policy = policy;
        this.snapshots = snapshots;
        this.maintenance = maintenance;
        this.jobs = jobs;
        this.check = check;
        this.room = room;
        this.disk = disk;
        this.keys = keys;
        this.acceptances = acceptances;
        this.refusals = refusals;
        this.telemetry = telemetry;
        this.ids = ids;
    }

    /**
     * The one way to an execution. Whoever may not start the job learns nothing about it.
     *
     * @param again the subject as it is now, if whoever asks is still it
     */
    AcceptOutcome submit(Subject subject, ExecutionRequest request, Supplier<Optional<Subject>> again) {
        var start = new Start(subject.tenant(), request.job(), subject.id());
        refuse(rates.ofCaller(start));
        var name = new LookupQuestion(subject, request.job());
        LookupPermit mayCreate = mayCreate(name);
        refuse(rates.ofPlace(start));

        Optional<AcceptOutcome> earlier = request.key().flatMap(key -> keys.earlier(subject, key));
        if (earlier.isPresent()) {
            return earlier.get();
        }

        JobVersion job =
                jobs.find(mayCreate, request.revision()).orElseThrow(() -> new ProblemException(Problem.notFound()));
        SubmitQuestion question = check.question(subject, job, request);
        Placement placement = Placement.of(job.spec(), request.launch());
        disk.require();
        room.require(subject.tenant(), placement.group());

        AcceptOutcome outcome = accept(question, placement, request.key());
        return switch (outcome) {
            case AcceptOutcome.FactsChanged() ->
                again.get()
                        .map(now -> accept(question.by(now), placement, request.key()))
                        .orElse(outcome);
            case AcceptOutcome.PolicyChanged(long revision) -> {
                snapshots.reach(subject.tenant(), revision);
                yield accept(question, placement, request.key());
            }
            case AcceptOutcome.Accepted _,
                    AcceptOutcome.Replayed _,
                    AcceptOutcome.KeyTaken _,
                    AcceptOutcome.Limited _,
                    AcceptOutcome.Draining _ -> outcome;
        };
    }

    /** The recorded decision, and the transaction that rests on it. */
    private AcceptOutcome accept(SubmitQuestion question, Placement placement, Optional<IdempotencyKey> key) {
        Leave leave = leave(question);
        maintenance.refuse(question.subject().tenant());
        return telemetry.within(Spans.ACCEPT, () -> {
            var id = new ExecutionId(ids.get());
            Span.current().setAttribute(Spans.EXECUTION, id.toString());
            var command = new AcceptCommand(leave, id, placement, key, TraceParent.of(Span.current()));
            AcceptOutcome outcome = acceptances.accept(command);
            telemetry.outcome(command.tenant(), id, outcome);
            return outcome;
        });
    }

    private static void refuse(Optional<LimitReached> reached) {
        reached.ifPresent(limit -> {
            throw new ProblemException(limit.problem());
        });
    }

    private LookupPermit mayCreate(LookupQuestion question) {
        return switch (telemetry.decide(policy, question)) {
            case Decision.Allow<LookupPermit>(LookupPermit permit) -> permit;
            case Decision.Deny<LookupPermit> denial -> throw refusals.denied(question, denial);
            case Decision.ApprovalRequired<LookupPermit> _ -> throw Permits.approvalRequired();
            case Decision.Unavailable<LookupPermit> _ -> throw Permits.unavailable();
        };
    }

    /** A start that people have to approve first is an execution, too: one that waits for them. */
    private Leave leave(SubmitQuestion question) {
        return switch (telemetry.decide(policy, question)) {
            case Decision.Allow<SubmitPermit>(SubmitPermit permit) -> new Leave.ToSubmit(permit);
            case Decision.ApprovalRequired<SubmitPermit>(ProposePermit permit) -> {
                room.requireForApproval(question.subject().tenant());
                yield new Leave.ToPropose(permit);
            }
            case Decision.Deny<SubmitPermit> denial -> throw refusals.denied(question, denial);
            case Decision.Unavailable<SubmitPermit> _ -> throw Permits.unavailable();
        };
    }
}
