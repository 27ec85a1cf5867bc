package dev.gatehouse.gateway.proof;

import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.Leaf;
import dev.gatehouse.audit.TilePath;
import dev.gatehouse.gateway.audit.LeafRowsFailed;
import dev.gatehouse.gateway.audit.TreeRows;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a tenant's log publishes. What is not there, or not yet, is empty. */
@Singleton
final class LogRows {
    private final Transactions transactions;

    LogRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The latest signed checkpoint. */
    Optional<String> checkpoint(String tenant) {
        return transactions.run(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT note FROM checkpoint WHERE tenant = ? AND size > 0")) {
                query.setString(1, tenant);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.<String>empty();
                }
            }
        });
    }

    /** The hashes of a tile, all of them or none. */
    Optional<List<Hash>> hashes(String tenant, int level, TilePath tile) {
        List<Hash> hashes = transactions.run(connection -> {
            try {
                return new TreeRows(connection, tenant).nodes(level, tile.first(), tile.first() + tile.width());
            } catch (LeafRowsFailed failed) {
                throw failed.failure();
            }
        });
        return Optional.of(hashes).filter(found -> found.size() == tile.width());
    }

    /** The leaves of an entry bundle, all of them or none. */
    Optional<List<Leaf>> entries(String tenant, TilePath tile) {
        List<Leaf> leaves = transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT e.leaf FROM leaf l JOIN event e ON e.tenant = l.tenant AND e.id = l.event_id
                    WHERE l.tenant = ? AND l.index >= ? AND l.index < ? ORDER BY l.index""")) {
                query.setString(1, tenant);
                query.setLong(2, tile.first());
                query.setLong(3, tile.first() + tile.width());
                List<Leaf> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(Leaf.of(rows.getBytes(1)));
                    }
                }
                return found;
            }
        });
        return Optional.of(leaves).filter(found -> found.size() == tile.width());
    }
}
