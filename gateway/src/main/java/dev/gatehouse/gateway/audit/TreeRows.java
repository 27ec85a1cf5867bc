package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.NodeSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the stored hashes of one tenant's tree, in the transaction of the connection. */
public final class TreeRows implements NodeSource {
    private final Connection connection;
    private final String tenant;

    public TreeRows(Connection connection, String tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    @Override
    public List<Hash> nodes(int level, long from, long to) {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT hash FROM tree_node
                WHERE tenant = ? AND level = ? AND index >= ? AND index < ? ORDER BY index""")) {
            query.setString(1, tenant);
            query.setInt(2, level);
            query.setLong(3, from);
            query.setLong(4, to);
            List<Hash> hashes = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    hashes.add(Hash.of(rows.getBytes(1)));
                }
            }
            return hashes;
        } catch (SQLException e) {
            throw new LeafRowsFailed(e);
        }
    }
}
