package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.audit.ExecutionEvent.ApprovalVoteVoided;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What somebody whose access ends said about executions that have not begun: it counts no more. It does so from the moment the
 * access ended, because the subject is at another epoch; this writes it down. What was queued by it does not begin.
 */
@Singleton
final class EndedVotes implements CascadeStep {
    /** How they are counted. */
    static final String VOTES = "votes";

    private static final int BATCH = 50;

    private static final String OF = """
              FROM approval_vote v
              JOIN approval a ON a.tenant = v.tenant AND a.id = v.approval_id
              JOIN execution e ON e.tenant = a.tenant AND e.id = a.execution_id
             WHERE v.tenant = ? AND v.subject_id = ? AND v.void_at IS NULL
               AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED')
            """;

    private static final String AFTER = "SELECT v.id, a.id AS approval, e.id AS execution " + OF
            + "AND v.id > ? AND v.epoch < ? ORDER BY v.id LIMIT ?";

    private static final String VOID = """
            UPDATE approval_vote v SET void_at = now() FROM unnest(?::uuid[]) AS ended (id)
             WHERE v.tenant = ? AND v.id = ended.id AND v.void_at IS NULL RETURNING v.id""";

    private final Transactions transactions;
    private final AuditTrail trail;
    private final ExecutionNews news;

    EndedVotes(Transactions transactions, AuditTrail trail, ExecutionNews news) {
        this.transactions = transactions;
        this.trail = trail;
        this.news = news;
    }

    private record Found(UUID id, UUID approval, ExecutionId execution) {
        static Found read(ResultSet row) throws SQLException {
            return new Found(
                    row.getObject("id", UUID.class),
                    row.getObject("approval", UUID.class),
                    new ExecutionId(row.getObject("execution", UUID.class)));
        }
    }

    @Override
    public String name() {
        return "approvals";
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
        long count = Sql.of(connection, "SELECT count(*) " + OF, end.tenant(), end.subject())
                .first(row -> row.getLong(1))
                .orElseThrow();
        return Map.of(VOTES, count);
    }

    @Override
    public Optional<Batch> next(EndOfAccess end, UUID after) {
        List<Found> found = transactions.read(
                connection -> Sql.of(connection, AFTER, end.tenant(), end.subject(), after, end.epoch(), BATCH)
                        .list(Found::read));
        return Optional.of(new Some(end, found));
    }

    private final class Some implements Batch {
        private final EndOfAccess end;
        private final List<Found> found;

        private Some(EndOfAccess end, List<Found> found) {
            this.end = end;
            this.found = List.copyOf(found);
        }

        @Override
        public Optional<UUID> last() {
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(found.getLast().id());
        }

        /** One that has begun meanwhile began with the vote of somebody who was there. */
        @Override
        public Map<String, Long> end(Connection connection) throws SQLException {
            Map<ExecutionKey, LockedExecution> rows =
                    ExecutionRows.lock(connection, found.stream().map(this::key).toList());
            List<Found> unbegun = found.stream()
                    .filter(each -> Optional.ofNullable(rows.get(key(each)))
                            .filter(row -> isUnbegun(row.state()))
                            .isPresent())
                    .toList();
            Set<UUID> ended =
                    Set.copyOf(Sql.of(connection, VOID, uuid(Found::id).of(connection, unbegun), end.tenant())
                            .list(row -> row.getObject("id", UUID.class)));
            trail.append(
                    connection,
                    end.tenant(),
                    unbegun.stream()
                            .filter(each -> ended.contains(each.id()))
                            .map(each -> new ApprovalVoteVoided(
                                    each.execution(), end.causedBy(), each.approval(), end.subject(), end.id()))
                            .toList());
            return Map.of(VOTES, (long) ended.size());
        }

        private ExecutionKey key(Found each) {
            return new ExecutionKey(end.tenant(), each.execution());
        }

        @Override
        public void committed() {
            found.stream().map(this::key).collect(Collectors.toSet()).forEach(news::changed);
        }
    }

    private static boolean isUnbegun(ExecutionState state) {
        return switch (state) {
            case AWAITING_APPROVAL, QUEUED, LEASED -> true;
            case RUNNING, SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST -> false;
        };
    }
}
