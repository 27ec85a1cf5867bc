package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.Metrics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Makes the group commits of this gateway, one for each act, and ends them with it. Thread-safe. */
@Singleton
final class GroupCommits {
    private final ExecutionConfig config;
    private final Meters meters;
    private final List<GroupCommit<?, ?>> made = new CopyOnWriteArrayList<>();

    GroupCommits(ExecutionConfig config, Meters meters) {
        this.config = config;
        this.meters = meters;
    }

    <C, O> GroupCommit<C, O> of(String act, Function<List<C>, List<O>> transaction, Function<C, String> tenant) {
        return of(act, transaction, tenant, config.batchWriters());
    }

    /** Whose batches are written one after the other, each as large as what gathers meanwhile. */
    <C, O> GroupCommit<C, O> inTurn(String act, Function<List<C>, List<O>> transaction, Function<C, String> tenant) {
        return of(act, transaction, tenant, 1);
    }

    private <C, O> GroupCommit<C, O> of(
            String act, Function<List<C>, List<O>> transaction, Function<C, String> tenant, int writers) {
        var commits = new GroupCommit<>(
                act,
                transaction,
                tenant,
                config.largestBatch(),
                config.waitingRoom(),
                writers,
                new BatchMeters(meters, act));
        meters.gauge(Metrics.BATCH_WAITING, commits, GroupCommit::waiting, act);
        made.add(commits);
        return commits;
    }

    /** What somebody hears for whom no seat was left. */
    static ProblemException overloaded() {
        return new ProblemException(
                Problem.of(503, "overloaded", "Too many requests wait for the database. Repeat this one.")
                        .withRetryAfter(Duration.ofSeconds(1)));
    }

    void end(@Observes ShutdownEvent event) {
        made.forEach(GroupCommit::close);
    }
}
