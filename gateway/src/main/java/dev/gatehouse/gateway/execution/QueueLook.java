package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;

import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Where there is something to claim now. */
@Singleton
public final class QueueLook {
    private static final String DUE = """
            SELECT asked.tenant, asked.worker_group
            FROM unnest(?::text[], ?::text[]) AS asked (tenant, worker_group)
            WHERE EXISTS (
                SELECT 1 FROM queue q
                WHERE q.tenant = asked.tenant AND q.worker_group = asked.worker_group AND q.not_before <= now())
              AND NOT EXISTS (SELECT 1 FROM maintenance m
                               WHERE m.tenant IN (asked.tenant, 'system') AND m.ended_at IS NULL)""";

    private final Transactions transactions;

    QueueLook(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A worker group of a tenant. */
    public record Group(String tenant, String name) {
        public boolean isOf(WorkerSession session) {
            return session.tenant().equals(tenant) && session.group().equals(name);
        }
    }

    /** The groups of the sessions that have something to claim. */
    public Set<Group> due(Collection<WorkerSession> sessions) {
        List<Group> groups = sessions.stream()
                .map(session -> new Group(session.tenant(), session.group()))
                .distinct()
                .toList();
        return groups.isEmpty()
                ? Set.of()
                : transactions.read(connection ->
                        Set.copyOf(Sql.ofColumns(connection, DUE, groups, text(Group::tenant), text(Group::name))
                                .list(row -> new Group(row.getString("tenant"), row.getString("worker_group")))));
    }
}
