package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.resource.Jobs;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitPermit;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Requests that policy allowed, and that wait to be accepted. */
@Singleton
final class AcceptCommands {
    private final PolicyEngine policy;
    private final SubjectFacts facts;
    private final Jobs jobs;
    private final Supplier<UUID> ids;

    AcceptCommands(PolicyEngine policy, SubjectFacts facts, Jobs jobs, Supplier<UUID> ids) {
        this.policy = policy;
        this.facts = facts;
        this.jobs = jobs;
        this.ids = ids;
    }

    AcceptCommand of(Stage.Scene scene) {
        return of(scene, Map.of("name", "Ada"), Optional.empty());
    }

    AcceptCommand of(Stage.Scene scene, Map<String, Object> inputs, Optional<IdempotencyKey> key) {
        Subject subject = facts.live(Stage.TENANT, scene.launcher().subject()).orElseThrow();
        LookupPermit mayCreate =
                permit(new LookupQuestion(subject, JobName.parse(scene.job()).orElseThrow()));
        var job = jobs.find(mayCreate, Optional.empty()).orElseThrow();
        SubmitPermit permit = permit(new SubmitQuestion(
                subject, job.reference(), inputs, LaunchOptions.NONE, List.of(), false, scene.group(), false, () -> {
                    throw new AssertionError("no rule reads what would run");
                }));
        var placement = new Placement(scene.group(), 0, Duration.ofMinutes(1), Optional.empty());
        return new AcceptCommand(
                new Leave.ToSubmit(permit), new ExecutionId(ids.get()), placement, key, Optional.empty());
    }

    private <P extends Permit> P permit(Question<P> question) {
        return ((Decision.Allow<P>) policy.decide(question)).permit();
    }
}
