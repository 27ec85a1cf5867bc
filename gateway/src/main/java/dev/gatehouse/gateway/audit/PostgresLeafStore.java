package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.LeafStore;
import dev.gatehouse.audit.PendingLeaf;
import dev.gatehouse.audit.TreeNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One tenant's tree as rows, in the transaction of the connection. */
final class PostgresLeafStore implements LeafStore {
    private final Connection connection;
    private final String tenant;

    PostgresLeafStore(Connection connection, String tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    @Override
    public Optional<String> checkpoint() {
        return in(() -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO checkpoint (tenant, size, note) VALUES (?, 0, '') ON CONFLICT DO NOTHING""")) {
                insert.setString(1, tenant);
                insert.executeUpdate();
            }
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT note FROM checkpoint WHERE tenant = ? FOR UPDATE")) {
                query.setString(1, tenant);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return Optional.of(row.getString(1)).filter(note -> !note.isEmpty());
                }
            }
        });
    }

    @Override
    public long size() {
        return in(() -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT coalesce(max(index) + 1, 0) FROM leaf WHERE tenant = ?")) {
                query.setString(1, tenant);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    @Override
    public List<PendingLeaf> pending(int limit) {
        return in(() -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT event_id, hash FROM pending_leaf WHERE tenant = ?
                    ORDER BY execution_id NULLS FIRST, n, event_id LIMIT ?""")) {
                query.setString(1, tenant);
                query.setInt(2, limit);
                List<PendingLeaf> pending = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        pending.add(new PendingLeaf(rows.getObject(1, UUID.class), Hash.of(rows.getBytes(2))));
                    }
                }
                return pending;
            }
        });
    }

    @Override
    public List<Hash> nodes(int level, long from, long to) {
        return new TreeRows(connection, tenant).nodes(level, from, to);
    }

    @Override
    public void append(long from, List<PendingLeaf> leaves) {
        Object[] events = leaves.stream().map(PendingLeaf::event).toArray();
        in(() -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO leaf (tenant, index, event_id)
                    SELECT ?, * FROM unnest(?::bigint[], ?::uuid[])""")) {
                insert.setString(1, tenant);
                insert.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint",
                                LongStream.range(from, from + events.length)
                                        .boxed()
                                        .toArray()));
                insert.setArray(3, connection.createArrayOf("uuid", events));
                insert.executeUpdate();
            }
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM pending_leaf WHERE tenant = ? AND event_id = ANY (?::uuid[])""")) {
                delete.setString(1, tenant);
                delete.setArray(2, connection.createArrayOf("uuid", events));
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void add(List<TreeNode> nodes) {
        in(() -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO tree_node (tenant, level, index, hash)
                    SELECT ?, * FROM unnest(?::smallint[], ?::bigint[], ?::bytea[])""")) {
                insert.setString(1, tenant);
                insert.setArray(
                        2,
                        connection.createArrayOf(
                                "smallint", nodes.stream().map(TreeNode::level).toArray()));
                insert.setArray(
                        3,
                        connection.createArrayOf(
                                "bigint", nodes.stream().map(TreeNode::index).toArray()));
                insert.setArray(
                        4,
                        connection.createArrayOf(
                                "bytea",
                                IntStream.range(0, nodes.size())
                                        .mapToObj(i -> nodes.get(i).hash().bytes())
                                        .toArray(byte[][]::new)));
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public void checkpoint(long size, String note) {
        in(() -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE checkpoint SET size = ?, note = ?, at = now() WHERE tenant = ?")) {
                update.setLong(1, size);
                update.setString(2, note);
                update.setString(3, tenant);
                return update.executeUpdate();
            }
        });
    }

    @FunctionalInterface
    private interface Statement<T> {
        T run() throws SQLException;
    }

    private static <T> T in(Statement<T> statement) {
        try {
            return statement.run();
        } catch (SQLException e) {
            throw new LeafRowsFailed(e);
        }
    }
}
