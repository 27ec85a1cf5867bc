package dev.gatehouse.gateway.key;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What all gateways have to agree on about the keys of the master key: which one wraps, and who knows which. */
@Singleton
public final class MasterKeyRows {
    private static final String CURRENT = """
            SELECT id FROM master_key WHERE promoted_at IS NOT NULL ORDER BY promoted_at DESC, id DESC LIMIT 1""";

    /** A gateway that was not heard of for so long is gone, or comes back as one that looks before it writes. */
    private static final String LIVE = """
            WITH live AS (SELECT gateway FROM gateway_presence WHERE seen_at > now() - interval '30 s'
                    UNION SELECT gateway FROM master_key_holder WHERE seen_at > now() - interval '30 s')
            """;

    MasterKeyRows() {}

    /**
     * What all gateways agree on.
     *
     * @param current the key that wraps
     * @param nameless the first key there was, which what it wrapped does not name
     */
    public record Agreed(String current, String nameless) {
        boolean isNameless() {
            return current.equals(nameless);
        }
    }

    /** A key that there is a row of. */
    public record Known(
            String id, boolean transit, Instant addedAt, Optional<Instant> promotedAt, Optional<Instant> finishedAt) {}

    /** Finds the key that wraps what names no key, where no row says so. */
    @FunctionalInterface
    interface FirstKey {
        String id() throws SQLException;
    }

    /** Lets nobody else add or promote a key until the transaction ends. */
    public void lock(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement("LOCK TABLE master_key IN SHARE ROW EXCLUSIVE MODE")) {
            lock.execute();
        }
    }

    /** Nothing before the first start. */
    public Optional<Agreed> agreed(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(
                        "SELECT (" + CURRENT + ") AS current, id AS nameless FROM master_key WHERE NOT named");
                var row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Agreed(row.getString("current"), row.getString("nameless")))
                    : Optional.empty();
        }
    }

    /** The same; where there is nothing yet, the first key wraps. */
    Agreed settled(Connection connection, FirstKey key) throws SQLException {
        lock(connection);
        Optional<Agreed> agreed = agreed(connection);
        if (agreed.isPresent()) {
            return agreed.get();
        }
        String first = key.id();
        try (var insert = connection.prepareStatement("""
                INSERT INTO master_key (id, named, promoted_at, finished_at) VALUES (?, false, now(), now())
                ON CONFLICT (id) DO UPDATE SET named = false, promoted_at = now(), finished_at = now()""")) {
            insert.setString(1, first);
            insert.executeUpdate();
        }
        return new Agreed(first, first);
    }

    /** Notes that there is the key. */
    public void add(Connection connection, String id, Optional<String> wrapped) throws SQLException {
        try (var insert = connection.prepareStatement(
                "INSERT INTO master_key (id, wrapped) VALUES (?, ?) ON CONFLICT (id) DO NOTHING")) {
            insert.setString(1, id);
            insert.setString(2, wrapped.orElse(null));
            insert.executeUpdate();
        }
    }

    /** Has the key wrap from here on, also where the database's clock has gone back. */
    public void promote(Connection connection, String id) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO master_key (id, promoted_at)
                SELECT ?, greatest(clock_timestamp(), max(promoted_at) + interval '1 ms') FROM master_key
                ON CONFLICT (id) DO UPDATE SET promoted_at = EXCLUDED.promoted_at, finished_at = NULL""")) {
            insert.setString(1, id);
            insert.executeUpdate();
        }
    }

    /** Whether the key wraps, and it is not known yet that it has wrapped every row. */
    public boolean isUnfinished(Connection connection, String id) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT 1 FROM master_key WHERE id = ? AND finished_at IS NULL AND id = (" + CURRENT + ")")) {
            query.setString(1, id);
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * Notes that the key that wraps has wrapped every row.
     *
     * @param settle how long ago it must have been promoted: by then every gateway wraps with it
     * @return whether that is news
     */
    public boolean finish(Connection connection, String id, Duration settle) throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE master_key SET finished_at = now()
                 WHERE id = ? AND finished_at IS NULL AND promoted_at <= now() - ? * interval '1 ms'
                   AND id = (%s)""".formatted(CURRENT))) {
            update.setString(1, id);
            update.setLong(2, settle.toMillis());
            return update.executeUpdate() == 1;
        }
    }

    /** The keys that a Vault wrapped, by their ids. */
    Map<String, String> wrapped(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT id, wrapped FROM master_key WHERE wrapped IS NOT NULL");
                var row = query.executeQuery()) {
            Map<String, String> wrapped = new TreeMap<>();
            while (row.next()) {
                wrapped.put(row.getString("id"), row.getString("wrapped"));
            }
            return wrapped;
        }
    }

    public List<Known> all(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("""
                        SELECT id, wrapped IS NOT NULL AS transit, added_at, promoted_at, finished_at
                          FROM master_key ORDER BY added_at, id""");
                var row = query.executeQuery()) {
            List<Known> all = new ArrayList<>();
            while (row.next()) {
                all.add(new Known(
                        row.getString("id"),
                        row.getBoolean("transit"),
                        at(row, "added_at").orElseThrow(),
                        at(row, "promoted_at"),
                        at(row, "finished_at")));
            }
            return all;
        }
    }

    private static Optional<Instant> at(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Notes which keys the gateway would have if it started now, and forgets gateways that are long gone. */
    public void hold(Connection connection, UUID gateway, Collection<String> held) throws SQLException {
        Array keys = connection.createArrayOf("text", held.toArray());
        try (var delete = connection.prepareStatement("""
                DELETE FROM master_key_holder
                 WHERE gateway = ? AND NOT key_id = ANY (?::text[]) OR seen_at < now() - interval '1 day'""")) {
            delete.setObject(1, gateway);
            delete.setArray(2, keys);
            delete.executeUpdate();
        }
        try (var upsert = connection.prepareStatement("""
                INSERT INTO master_key_holder (gateway, key_id, seen_at) SELECT ?, unnest(?::text[]), now()
                ON CONFLICT (gateway, key_id) DO UPDATE SET seen_at = now()""")) {
            upsert.setObject(1, gateway);
            upsert.setArray(2, keys);
            upsert.executeUpdate();
        }
    }

    /** How many gateways live: also those that say so alone, and not which keys they have. */
    public long gateways(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(LIVE + "SELECT count(*) FROM live");
                var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** How many of them have each key. */
    public Map<String, Long> holders(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(LIVE + """
                        SELECT h.key_id, count(*) AS many FROM live JOIN master_key_holder h USING (gateway)
                         WHERE h.seen_at > now() - interval '30 s' GROUP BY h.key_id""");
                var row = query.executeQuery()) {
            Map<String, Long> holders = new TreeMap<>();
            while (row.next()) {
                holders.put(row.getString("key_id"), row.getLong("many"));
            }
            return holders;
        }
    }
}
