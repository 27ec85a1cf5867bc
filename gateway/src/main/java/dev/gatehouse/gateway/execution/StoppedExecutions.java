package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.stop.SetSwitch;
import dev.gatehouse.gateway.stop.StoppedWork;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.StopExtent;
import dev.gatehouse.policy.StopLevel;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The executions in the extent of a kill switch: what has not begun is revoked, and what runs gets the stop signal of a kill. */
@Singleton
final class StoppedExecutions implements StoppedWork {
    private static final int BATCH = 50;

    /** In the order of the index of what has not ended. */
    private static final String AFTER = """
            SELECT e.id FROM execution e
             WHERE e.tenant = ? AND e.id > ?
               AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')
               AND (? OR e.state <> 'RUNNING')
               AND\s""";

    private static final String FIRST = " ORDER BY e.id LIMIT ?";

    private final Transactions transactions;
    private final Revocations revocations;
    private final ExecutionNews news;
    private final Event<StopWanted> wanted;

    StoppedExecutions(
            Transactions transactions, Revocations revocations, ExecutionNews news, Event<StopWanted> wanted) {
        this.transactions = transactions;
        this.revocations = revocations;
        this.news = news;
        this.wanted = wanted;
    }

    /** A condition on an execution {@code e}, and the values of its places. */
    private record Within(String condition, List<Object> values) {
        static Within of(StopExtent extent) {
            return switch (extent) {
                case StopExtent.WholeTenant _ -> new Within("true", List.of());
                case StopExtent.Subtree(var top) ->
                    new Within(
                            "(e.job_namespace = ? OR starts_with(e.job_namespace, ? || '.'))",
                            List.of(top.path(), top.path()));
                case StopExtent.OneJob(var job) ->
                    new Within(
                            "e.job_namespace = ? AND e.job_name = ?",
                            List.of(job.namespace().path(), job.name()));
                case StopExtent.OneGroup(String group) -> new Within("e.worker_group = ?", List.of(group));
                case StopExtent.OneSubject(UUID subject) ->
                    new Within("(e.subject_id = ? OR e.impersonator_id = ?)", List.of(subject, subject));
            };
        }
    }

    @Override
    public CascadeStep.Batch after(SetSwitch stop, UUID after) {
        Within within = Within.of(stop.kill().extent());
        List<Object> values =
                new ArrayList<>(List.of(stop.tenant(), after, stop.kill().level() == StopLevel.KILL));
        values.addAll(within.values());
        values.add(BATCH);
        return new Some(
                stop,
                transactions.read(connection -> Sql.of(connection, AFTER + within.condition() + FIRST, values.toArray())
                        .list(row -> new ExecutionId(row.getObject("id", UUID.class)))));
    }

    private final class Some implements CascadeStep.Batch {
        private final SetSwitch stop;
        private final List<ExecutionId> doomed;

        private Some(SetSwitch stop, List<ExecutionId> doomed) {
            this.stop = stop;
            this.doomed = List.copyOf(doomed);
        }

        @Override
        public Optional<UUID> last() {
            return doomed.isEmpty()
                    ? Optional.empty()
                    : Optional.of(doomed.getLast().value());
        }

        @Override
        public Map<String, Long> end(Connection connection) throws SQLException {
            return revocations.revoke(
                    connection,
                    Revocations.Order.of(stop),
                    doomed.stream()
                            .map(each -> new Revocations.Doomed(each, Optional.empty()))
                            .toList());
        }

        @Override
        public void committed() {
            doomed.forEach(each -> news.changed(new ExecutionKey(stop.tenant(), each)));
            wanted.fire(new StopWanted(stop.tenant()));
        }
    }
}
