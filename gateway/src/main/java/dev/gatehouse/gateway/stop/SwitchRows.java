package dev.gatehouse.gateway.stop;

import dev.gatehouse.policy.KillSwitch;
import dev.gatehouse.policy.KillSwitchQuestion.Act.Setting;
import dev.gatehouse.policy.StopExtent;
import dev.gatehouse.policy.StopLevel;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of kill switches and of their steps. */
@Singleton
final class SwitchRows {
    static final String TABLE = "kill_switch";

    /** The only step there is. */
    static final String EXECUTIONS = "executions";

    private static final String COLUMNS = "tenant, id, revision, extent, target, level, set_by, reason ";

    private static final String STANDING = "SELECT " + COLUMNS + """
            , expires_at FROM kill_switch
             WHERE tenant = ? AND extent = ? AND target = ? AND level = ? AND lifted_at IS NULL FOR UPDATE""";

    private static final String COUNT = "SELECT count(*) FROM kill_switch WHERE tenant = ? AND lifted_at IS NULL";

    /** What only blocks has nothing to end. */
    private static final String INSERT = """
            WITH made AS (
                INSERT INTO kill_switch (tenant, id, extent, target, level, reason, set_by, expires_at, done_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond', CASE WHEN ? THEN NULL ELSE now() END)
                RETURNING tenant, id, done_at, expires_at),
            steps AS (
                INSERT INTO kill_switch_step (tenant, end_id, step, position)
                SELECT tenant, id, 'executions', 1 FROM made WHERE done_at IS NULL)
            SELECT expires_at FROM made""";

    /** Never to end earlier than before. */
    private static final String PROLONG = """
            UPDATE kill_switch SET expires_at = now() + ? * interval '1 millisecond', revision = revision + 1
             WHERE tenant = ? AND id = ? AND expires_at IS NOT NULL
               AND (?::bigint IS NULL OR expires_at < now() + ? * interval '1 millisecond')
            RETURNING expires_at""";

    private static final String FIND = "SELECT " + COLUMNS + "FROM kill_switch WHERE tenant = ? AND id = ?";

    private static final String EXPIRING = """
            SELECT DISTINCT tenant FROM kill_switch WHERE lifted_at IS NULL AND expires_at <= now() ORDER BY tenant""";

    private static final String EXPIRED = "SELECT " + COLUMNS + """
             FROM kill_switch WHERE lifted_at IS NULL AND expires_at <= now() AND tenant = ? ORDER BY id FOR UPDATE""";

    /** Whatever it had yet to end goes on: the cascade takes no step that is done. */
    private static final String LIFT = """
            WITH lifted AS (
                UPDATE kill_switch SET lifted_at = now(), lifted_by = ?, done_at = coalesce(done_at, now())
                 WHERE tenant = ? AND id = ? AND lifted_at IS NULL
                RETURNING tenant, id),
            steps AS (
                UPDATE kill_switch_step s SET done_at = now() FROM lifted
                 WHERE s.tenant = lifted.tenant AND s.end_id = lifted.id AND s.done_at IS NULL)
            SELECT 1 FROM lifted""";

    private static final String OPEN = "SELECT " + COLUMNS + """
             FROM kill_switch WHERE done_at IS NULL AND id > ? ORDER BY id LIMIT ?""";

    /** @param expiresAt absent where it lasts until somebody lifts it */
    record Standing(SetSwitch kill, Optional<Instant> expiresAt) {}

    /** The one of this extent and level that is in force, held until the transaction ends. */
    Optional<Standing> standing(Connection connection, String tenant, StopExtent extent, StopLevel level)
            throws SQLException {
        try (var query = connection.prepareStatement(STANDING)) {
            query.setString(1, tenant);
            query.setString(2, extent.kind());
            query.setString(3, extent.target());
            query.setString(4, level.name());
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(new Standing(read(row), expiry(row))) : Optional.empty();
            }
        }
    }

    /** How many of the tenant are in force. */
    int count(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement(COUNT)) {
            query.setString(1, tenant);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** When it ends by itself. */
    Optional<Instant> insert(Connection connection, SetSwitch kill, Optional<Duration> lasts) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, kill.tenant());
            insert.setObject(2, kill.id());
            insert.setString(3, kill.kill().extent().kind());
            insert.setString(4, kill.kill().extent().target());
            insert.setString(5, kill.kill().level().name());
            insert.setString(6, kill.reason());
            insert.setObject(7, kill.setBy());
            insert.setObject(8, millis(lasts), java.sql.Types.BIGINT);
            insert.setBoolean(9, kill.kill().level().stopsStarts());
            return expiry(insert);
        }
    }

    /** When it ends by itself now; nothing where it would not end later than it did. */
    Optional<Standing> prolong(Connection connection, SetSwitch kill, Setting wish) throws SQLException {
        try (var update = connection.prepareStatement(PROLONG)) {
            update.setObject(1, millis(wish.lasts()), java.sql.Types.BIGINT);
            update.setString(2, kill.tenant());
            update.setObject(3, kill.id());
            update.setObject(4, millis(wish.lasts()), java.sql.Types.BIGINT);
            update.setObject(5, millis(wish.lasts()), java.sql.Types.BIGINT);
            try (var row = update.executeQuery()) {
                return row.next() ? Optional.of(new Standing(again(kill), expiry(row))) : Optional.empty();
            }
        }
    }

    private static SetSwitch again(SetSwitch kill) {
        KillSwitch before = kill.kill();
        return new SetSwitch(
                kill.tenant(),
                new KillSwitch(before.id(), before.revision() + 1, before.extent(), before.level()),
                kill.setBy(),
                kill.reason());
    }

    Optional<SetSwitch> find(Connection connection, String tenant, UUID id) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setString(1, tenant);
            query.setObject(2, id);
            return all(query).stream().findFirst();
        }
    }

    /** The tenants that have one whose time is over by the database's clock. */
    List<String> expiring(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(EXPIRING);
                var row = query.executeQuery()) {
            var tenants = new ArrayList<String>();
            while (row.next()) {
                tenants.add(row.getString(1));
            }
            return tenants;
        }
    }

    /** Those of the tenant whose time is over by the database's clock, held until the transaction ends. */
    List<SetSwitch> expired(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement(EXPIRED)) {
            query.setString(1, tenant);
            return all(query);
        }
    }

    /** Whether it was in force until now. */
    boolean lift(Connection connection, SetSwitch kill, Optional<UUID> by) throws SQLException {
        try (var update = connection.prepareStatement(LIFT)) {
            update.setObject(1, by.orElse(null), java.sql.Types.OTHER);
            update.setString(2, kill.tenant());
            update.setObject(3, kill.id());
            try (var row = update.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Those that have something to end, of all tenants, in the order of their ids. */
    List<SetSwitch> open(Connection connection, UUID after, int most) throws SQLException {
        try (var query = connection.prepareStatement(OPEN)) {
            query.setObject(1, after);
            query.setInt(2, most);
            return all(query);
        }
    }

    private static List<SetSwitch> all(PreparedStatement query) throws SQLException {
        try (var row = query.executeQuery()) {
            var found = new ArrayList<SetSwitch>();
            while (row.next()) {
                found.add(read(row));
            }
            return found;
        }
    }

    private static SetSwitch read(ResultSet row) throws SQLException {
        return new SetSwitch(
                row.getString("tenant"),
                new KillSwitch(
                        row.getObject("id", UUID.class),
                        row.getLong("revision"),
                        StopExtent.of(row.getString("extent"), row.getString("target"))
                                .orElseThrow(),
                        StopLevel.valueOf(row.getString("level"))),
                row.getObject("set_by", UUID.class),
                row.getString("reason"));
    }

    private static Optional<Instant> expiry(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            row.next();
            return expiry(row);
        }
    }

    private static Optional<Instant> expiry(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static @Nullable Long millis(Optional<Duration> lasts) {
        return lasts.map(Duration::toMillis).orElse(null);
    }
}
