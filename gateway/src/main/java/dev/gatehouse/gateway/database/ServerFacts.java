package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself that decides whether an acknowledged commit survives it.
 *
 * @param version as {@code server_version_num}
 * @param commit {@code synchronous_commit}, as the gateway's own role gets it
 * @param replicas how many servers follow, without backups under way and logical subscribers
 * @param asynchronous how many of them no commit waits for
 * @param hidden how many of them the owner's role may not look at
 */
record ServerFacts(
        int version,
        boolean standby,
        boolean fsync,
        boolean fullPageWrites,
        String commit,
        int replicas,
        int asynchronous,
        int hidden) {
    static final String URL = "gatehouse.db.url (GATEHOUSE_DB_URL)";
    static final String UNSAFE_REPLICAS = "gatehouse.db.unsafe-replicas";
    static final String UNSAFE_DURABILITY = "gatehouse.db.unsafe-durability";

    private static final int OLDEST = 150_000;
    private static final int VERSION_UNIT = 10_000;

    private static final String SERVER = """
            SELECT current_setting('server_version_num')::int, pg_is_in_recovery(), current_setting('fsync') = 'on',
                   current_setting('full_page_writes') = 'on', current_setting('synchronous_commit')""";

    private static final String REPLICAS = """
            SELECT count(*), count(*) FILTER (WHERE r.sync_state NOT IN ('sync', 'quorum')),
                   count(*) FILTER (WHERE r.sync_state IS NULL)
              FROM pg_stat_replication r
             WHERE r.state IS DISTINCT FROM 'backup'
               AND NOT EXISTS (SELECT 1 FROM pg_replication_slots s
                                WHERE s.active_pid = r.pid AND s.slot_type = 'logical')""";

    /**
     * @param app a connection of the gateway's role
     * @param owner one of the owner's, which is likelier to see the replicas
     */
    static ServerFacts of(Connection app, Connection owner) throws SQLException {
        try (Statement one = app.createStatement();
                ResultSet server = one.executeQuery(SERVER);
                Statement other = owner.createStatement();
                ResultSet replicas = other.executeQuery(REPLICAS)) {
            server.next();
            replicas.next();
            return new ServerFacts(
                    server.getInt(1),
                    server.getBoolean(2),
                    server.getBoolean(3),
                    server.getBoolean(4),
                    server.getString(5),
                    replicas.getInt(1),
                    replicas.getInt(2),
                    replicas.getInt(3));
        }
    }

    /** Refuses a server that lacks what our SQL needs. */
    static void requireVersion(int version) {
        if (version < OLDEST) {
            throw new DatabaseRefused(URL + ": the server is PostgreSQL " + version / VERSION_UNIT
                    + ", and the gateway needs 15 or newer");
        }
    }

    /** Refuses a server that may lose what it acknowledged, unless the operator allows just that. */
    void require(boolean unsafeReplicas, boolean unsafeDurability) {
        requireVersion(version);
        List<String> problems = new ArrayList<>();
        if (standby) {
            problems.add(URL + ": the server is a standby, which takes no writes");
        }
        replication()
                .filter(_ -> !unsafeReplicas)
                .ifPresent(why -> problems.add(why + "; only " + UNSAFE_REPLICAS + "=true allows that"));
        if (!unsafeDurability && !durability().isEmpty()) {
            problems.add("the server answers before it has written (" + String.join(", ", durability()) + "); only "
                    + UNSAFE_DURABILITY + "=true allows that");
        }
        if (!problems.isEmpty()) {
            throw new DatabaseRefused(String.join("; ", problems));
        }
    }

    private Optional<String> replication() {
        if (hidden > 0) {
            return Optional.of("the server has replicas of which gatehouse.db.owner may not see whether they"
                    + " are synchronous: GRANT pg_read_all_stats to it");
        }
        if (asynchronous > 0) {
            return Optional.of(asynchronous + " of " + replicas + " replicas are asynchronous"
                    + " (pg_stat_replication): one that takes over lacks what was acknowledged last");
        }
        return replicas > 0 && commit.equals("local")
                ? Optional.of("synchronous_commit is local, so that no commit waits for a replica")
                : Optional.empty();
    }

    private List<String> durability() {
        List<String> off = new ArrayList<>();
        if (!fsync) {
            off.add("fsync = off");
        }
        if (!fullPageWrites) {
            off.add("full_page_writes = off");
        }
        if (commit.equals("off")) {
            off.add("synchronous_commit = off");
        }
        return off;
    }
}
