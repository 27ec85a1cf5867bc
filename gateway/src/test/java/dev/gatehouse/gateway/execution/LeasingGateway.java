package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.stop.Maintenance;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.LeasingStore;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretResolver;
import dev.gatehouse.secrets.StoreDirectory;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Collectors;

/** The same gateway with all secrets of all jobs in a store of the test's own, which issues them. */
@Singleton
final class LeasingGateway {
    private final Starts starts;
    private final SharedStarts shared;
    private final Admissions admissions;
    private final Unstarted unstarted;
    private final PolicyEngine policy;
    private final Maintenance maintenance;
    private final SnapshotLoader snapshots;
    private final PinnedJobs jobs;
    private final StartQuestions questions;
    private final LaunchWriter launches;
    private final Telemetry telemetry;
    private final ExecutionConfig config;

    LeasingGateway(
            Starts starts,
            SharedStarts shared,
            Admissions admissions,
            Unstarted unstarted,
            PolicyEngine policy,
            Maintenance maintenance,
            SnapshotLoader snapshots,
            PinnedJobs jobs,
            StartQuestions questions,
            LaunchWriter launches,
            Telemetry telemetry,
            ExecutionConfig config) {
        this.starts = starts;
        this.shared = shared;
        this.admissions = admissions;
        this.unstarted = unstarted;
        this.policy = policy;
        this.maintenance = maintenance;
        this.snapshots = snapshots;
        this.jobs = jobs;
        this.questions = questions;
        this.launches = launches;
        this.telemetry = telemetry;
        this.config = config;
    }

    static StoreDirectory directory(String name, LeasingStore store) {
        return (_, asked) -> asked.equals(name) ? Optional.of(DeclaredStore.plain("1", store)) : Optional.empty();
    }

    StartPipeline with(String name, LeasingStore store) {
        var resolver = new SecretResolver(
                (_, references) -> references.stream()
                        .collect(Collectors.toMap(
                                each -> each, _ -> new SecretLocation(name, "creds", SecretLocation.VALUE))),
                directory(name, store),
                MasterKey.ofProcess(new SecureRandom()));
        return new StartPipeline(
                starts,
                shared,
                unstarted,
                policy,
                maintenance,
                snapshots,
                jobs,
                questions,
                launches,
                new SecretStart(shared, admissions, resolver, telemetry, config),
                telemetry);
    }
}
