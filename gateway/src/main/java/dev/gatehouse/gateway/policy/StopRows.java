package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.KillSwitch;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.StopExtent;
import dev.gatehouse.policy.StopLevel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What holds a tenant's executions up, collected out of the rows of its policy. For one read. */
final class StopRows {
    private static final String MAINTENANCE = "maintenance";
    private static final String INSTALLATION = "system";

    /** In the columns of the policy's own rows. */
    static final String SELECT = """
            SELECT t.revision AS tenant_revision, 'killswitch' AS kind, k.extent, k.target, k.id, k.revision,
                   'null'::jsonb, k.level
              FROM tenant t JOIN kill_switch k ON k.tenant = t.name AND k.lifted_at IS NULL
             WHERE t.name = ?
            UNION ALL
            SELECT t.revision AS tenant_revision, 'maintenance' AS kind, m.tenant, m.message, m.id, m.revision,
                   'null'::jsonb, ''
              FROM tenant t JOIN maintenance m ON m.tenant IN (t.name, 'system') AND m.ended_at IS NULL
             WHERE t.name = ?""";

    private final List<KillSwitch> switches = new ArrayList<>();
    private Optional<String> maintenance = Optional.empty();

    /** Whether the row is about that; then it was taken. */
    boolean take(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        if (KillSwitch.KIND.equals(kind)) {
            switches.add(killSwitch(row));
            return true;
        }
        if (MAINTENANCE.equals(kind)) {
            // What operators say of the whole installation goes before what the tenant says of itself.
            if (maintenance.isEmpty() || INSTALLATION.equals(row.getString("namespace"))) {
                maintenance = Optional.of(row.getString("name"));
            }
            return true;
        }
        return false;
    }

    /** A switch stops: one that this gateway is too old to read stops everything. */
    private static KillSwitch killSwitch(ResultSet row) throws SQLException {
        return new KillSwitch(
                row.getObject("id", UUID.class),
                row.getLong("revision"),
                StopExtent.of(row.getString("namespace"), row.getString("name")).orElseGet(StopExtent.WholeTenant::new),
                level(row.getString("digest")));
    }

    private static StopLevel level(String name) {
        for (StopLevel level : StopLevel.values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        return StopLevel.KILL;
    }

    StandingStops standing() {
        return new StandingStops(switches, maintenance);
    }
}
