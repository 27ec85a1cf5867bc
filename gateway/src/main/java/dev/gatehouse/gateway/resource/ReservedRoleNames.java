package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.AdministrationEvent.RoleRenamed;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Role;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Frees names that have become those of built-in roles. A role that a tenant had declared under such a name gets another one, and
 * so do the bindings and identity providers that give it, at the start of a gateway, before it decides anything: whoever held the
 * role goes on to hold what it said, and not what the built-in one says.
 *
 * <p>All of it is one transaction: whoever decides meanwhile, this gateway or another one, knows the role and what gives it
 * either under the old name or under the new one.
 */
@Singleton
final class ReservedRoleNames {
    private static final Logger LOG = Logger.getLogger(ReservedRoleNames.class);
    private static final int AFTER_TENANTS = 300;
    private static final int AT_ONCE = 200;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String ROLE = "role";
    private static final String GRANTS = "grants";

    private static final String DECLARED = """
            SELECT r.tenant, r.name FROM tenant t
              JOIN resource r ON r.tenant = t.name AND r.kind = 'role' AND r.namespace = ? AND r.name = ANY (?::text[])
             ORDER BY r.tenant, r.name""";

    private static final String RENAME = """
            UPDATE resource SET name = ?, changed_at = now() WHERE tenant = ? AND kind = 'role' AND namespace = ? AND name = ?""";

    private final Transactions transactions;
    private final ResourceRows rows;
    private final ResourceWriter writer;
    private final Documents documents;
    private final Kinds kinds;
    private final AuditTrail trail;

    ReservedRoleNames(
            Transactions transactions,
            ResourceRows rows,
            ResourceWriter writer,
            Documents documents,
            Kinds kinds,
            AuditTrail trail) {
        this.transactions = transactions;
        this.rows = rows;
        this.writer = writer;
        this.documents = documents;
        this.kinds = kinds;
        this.trail = trail;
    }

    void free(@Observes @Priority(AFTER_TENANTS) StartupEvent start) {
        free();
    }

    void free() {
        transactions.run(ReservedRoleNames::declared).forEach(this::free);
    }

    private static List<ResourceKey> declared(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DECLARED)) {
            select.setString(1, Namespace.ROOT.path());
            select.setObject(2, Column.text(Role::name).of(connection, Role.BUILT_IN));
            List<ResourceKey> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(role(row.getString(1), row.getString(2)));
                }
            }
            return found;
        }
    }

    private static ResourceKey role(String tenant, String name) {
        return new ResourceKey(tenant, ROLE, Namespace.ROOT.path(), name);
    }

    private void free(ResourceKey role) {
        Optional<ResourceKey> named = transactions.run(LONGEST, connection -> free(connection, role));
        named.ifPresent(next -> told(role, next));
    }

    private static void told(ResourceKey role, ResourceKey next) {
        MDC.put(LogKeys.TENANT, role.tenant());
        try {
            LOG.warnf(
                    "The role %s is built in now: what the tenant had declared is named %s", role.name(), next.name());
        } finally {
            MDC.remove(LogKeys.TENANT);
        }
    }

    /** The new name; nothing where another gateway was sooner. */
    private Optional<ResourceKey> free(Connection connection, ResourceKey role) throws SQLException {
        GroundsCheck.takeTurn(connection, role.tenant());
        Optional<ResourceEntity> known = rows.find(connection, role);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        ResourceKey next = unused(connection, role);
        int moved = AT_ONCE;
        while (moved == AT_ONCE) {
            moved = move(connection, known.get(), role, next);
        }
        rename(connection, known.get(), role, next);
        writer.raiseRevision(connection, role.tenant());
        return Optional.of(next);
    }

    private ResourceKey unused(Connection connection, ResourceKey role) throws SQLException {
        ResourceKey next = role(role.tenant(), role.name() + "-declared");
        for (int i = 2; rows.find(connection, next).isPresent(); i++) {
            next = role(role.tenant(), role.name() + "-declared-" + i);
        }
        return next;
    }

    /** Moves some of what gives the role; says how many. */
    private int move(Connection connection, ResourceEntity known, ResourceKey role, ResourceKey next)
            throws SQLException {
        List<ResourceKey> giving = Usages.ofRole(connection, known).referrers().stream()
                .limit(AT_ONCE)
                .toList();
        for (ResourceEntity each : rows.load(connection, giving)) {
            JsonNode spec = documents.spec(each.spec());
            rename(spec, role.name(), next.name());
            writer.writeFirst(
                    connection,
                    kinds.word(each.key().kind()).orElseThrow(),
                    each.key(),
                    StoredSpec.of(spec),
                    each.author());
        }
        return giving.size();
    }

    /** In a binding, or in what a provider maps groups to. */
    static void rename(JsonNode spec, String before, String after) {
        List<JsonNode> giving = new ArrayList<>();
        giving.add(spec);
        spec.path(GRANTS).forEach(giving::add);
        giving.stream()
                .filter(each -> each.path(ROLE).asText().equals(before))
                .forEach(each -> ((ObjectNode) each).put(ROLE, after));
    }

    private void rename(Connection connection, ResourceEntity known, ResourceKey role, ResourceKey next)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RENAME)) {
            update.setString(1, next.name());
            update.setString(2, role.tenant());
            update.setString(3, role.namespace());
            update.setString(4, role.name());
            update.executeUpdate();
        }
        trail.append(
                connection,
                role.tenant(),
                List.of(new RoleRenamed(known.id(), known.revision(), role.name(), next.name())));
    }
}
