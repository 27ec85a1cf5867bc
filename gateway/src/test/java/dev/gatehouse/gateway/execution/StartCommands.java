package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.policy.StartQuestion;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Claimed executions whose start policy allowed, and that wait for their transaction. */
@Singleton
final class StartCommands {
    private final Stage stage;
    private final Starts starts;
    private final PolicyEngine policy;
    private final SubjectFacts facts;
    private final RecordedQuestions recorded;
    private final PinnedJobs jobs;

    StartCommands(
            Stage stage,
            Starts starts,
            PolicyEngine policy,
            SubjectFacts facts,
            RecordedQuestions recorded,
            PinnedJobs jobs) {
        this.stage = stage;
        this.starts = starts;
        this.policy = policy;
        this.facts = facts;
        this.recorded = recorded;
        this.jobs = jobs;
    }

    /** A new execution of the scene, claimed by a session of its own. */
    StartCommand of(Stage.Scene scene) {
        stage.queued(scene);
        WorkerSession session = stage.session(scene);
        return of(session, stage.claimed(session));
    }

    private StartCommand of(WorkerSession session, Lease lease) {
        var pending =
                (Standing.Pending) starts.standings(session, List.of(lease)).getFirst();
        var subject = facts.live(Stage.TENANT, pending.row().subject()).orElseThrow();
        var question = new StartQuestion(
                lease.execution(),
                recorded.again(pending.question(), subject, ClaimSources.NONE, jobs.of(pending.row())),
                Optional.empty(),
                List.of(),
                1,
                Optional.empty());
        StartPermit permit = ((Decision.Allow<StartPermit>) policy.decide(question)).permit();
        return StartCommand.of(permit, session, lease.fence(), pending.accepted());
    }
}
