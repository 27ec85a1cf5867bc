package dev.gatehouse.gateway.proof;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.audit.EventDetail;
import dev.gatehouse.audit.Leaf;
import dev.gatehouse.audit.Receipt;
import dev.gatehouse.audit.ReceiptLeaf;
import dev.gatehouse.gateway.audit.LeafRowsFailed;
import dev.gatehouse.gateway.audit.TreeRows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.ExecutionState;
import dev.gatehouse.policy.ExecutionReadPermit;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Puts an execution's receipt together from its rows. */
@Singleton
final class ReceiptRows {
    private final Transactions transactions;

    ReceiptRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Whether there is a receipt, and if not, what it waits for. */
    sealed interface Answer {
        record Sealed(String receipt) implements Answer {}

        /** An event of the execution is under no checkpoint yet. */
        record NotSealedYet() implements Answer {}

        /** The execution is not over, so its record is not complete. */
        record NotEndedYet() implements Answer {}
    }

    /** The receipt of the permit's execution, with the values of the fields that are to be shown. */
    Answer receipt(ExecutionReadPermit permit, Set<String> disclosed) {
        String tenant = permit.subject().tenant();
        UUID execution = permit.execution().value();
        return transactions.run(connection -> {
            int events = endedAfter(connection, tenant, execution);
            if (events == 0) {
                return new Answer.NotEndedYet();
            }
            Optional<String> note = note(connection, tenant);
            if (note.isEmpty()) {
                return new Answer.NotSealedYet();
            }
            List<ReceiptLeaf> leaves = leaves(
                    connection, tenant, execution, Checkpoint.of(note.get()).size(), disclosed);
            return leaves.size() < events
                    ? new Answer.NotSealedYet()
                    : new Answer.Sealed(new String(
                            encode(note.get(), leaves, new TreeRows(connection, tenant)), StandardCharsets.UTF_8));
        });
    }

    private static byte[] encode(String note, List<ReceiptLeaf> leaves, TreeRows nodes) throws SQLException {
        try {
            return Receipt.encode(note, leaves, nodes);
        } catch (LeafRowsFailed failed) {
            throw failed.failure();
        }
    }

    /** How many events an execution that is over has; 0 while it is not. */
    private static int endedAfter(Connection connection, String tenant, UUID execution) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT state, events FROM execution WHERE tenant = ? AND id = ?")) {
            query.setString(1, tenant);
            query.setObject(2, execution);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && ExecutionState.valueOf(row.getString(1)).terminal() ? row.getInt(2) : 0;
            }
        }
    }

    private static Optional<String> note(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT note FROM checkpoint WHERE tenant = ? AND size > 0")) {
            query.setString(1, tenant);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** The execution's leaves that the checkpoint covers, by their number. */
    private static List<ReceiptLeaf> leaves(
            Connection connection, String tenant, UUID execution, long size, Set<String> disclosed)
            throws SQLException {
        Map<UUID, List<EventDetail>> details = details(connection, tenant, execution, disclosed);
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT e.id, l.index, e.leaf FROM event e
                JOIN leaf l ON l.tenant = e.tenant AND l.event_id = e.id
                WHERE e.tenant = ? AND e.execution_id = ? AND l.index < ? ORDER BY e.n""")) {
            query.setString(1, tenant);
            query.setObject(2, execution);
            query.setLong(3, size);
            List<ReceiptLeaf> leaves = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    leaves.add(new ReceiptLeaf(
                            rows.getLong(2),
                            Leaf.of(rows.getBytes(3)),
                            details.getOrDefault(rows.getObject(1, UUID.class), List.of())));
                }
            }
            return leaves;
        }
    }

    private static Map<UUID, List<EventDetail>> details(
            Connection connection, String tenant, UUID execution, Set<String> disclosed) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT d.event_id, d.field, d.salt, d.value FROM event_detail d
                JOIN event e ON e.tenant = d.tenant AND e.id = d.event_id
                WHERE e.tenant = ? AND e.execution_id = ? AND d.field = ANY (?::text[])""")) {
            query.setString(1, tenant);
            query.setObject(2, execution);
            query.setArray(3, connection.createArrayOf("text", disclosed.toArray()));
            Map<UUID, List<EventDetail>> details = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    details.computeIfAbsent(rows.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(new EventDetail(
                                    rows.getString(2), HexFormat.of().formatHex(rows.getBytes(3)), rows.getString(4)));
                }
            }
            return details;
        }
    }
}
