package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.gateway.grant.StaleGrounds;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.resource.Applied.Change;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.WritePermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Writes resources, and knows what is declared, in transactions of others. Thread-safe. */
@Singleton
public final class Resources {
    private static final String BINDING = "rolebinding";

    private final Kinds kinds;
    private final ResourceWriter writer;

    Resources(Kinds kinds, ResourceWriter writer) {
        this.kinds = kinds;
        this.writer = writer;
    }

    /**
     * Writes the resource that the permit names, with its revision, its event and, where policy changed, the tenant's
     * new revision. The caller records the question, and refreshes the tenant's snapshot after the commit.
     *
     * @param spec in its stored form: a role binding's subjects are {@code {id}} only
     */
    public void put(Connection connection, WritePermit permit, ObjectNode spec) throws SQLException {
        Kind kind = kinds.word(permit.kind()).orElseThrow();
        String tenant = permit.subject().tenant();
        try {
            GroundsCheck.hold(connection, tenant, List.of(permit.grounds()), kind.policy());
        } catch (StaleGrounds stale) {
            throw Permits.unavailable();
        }
        Applied applied = writer.write(connection, kind, permit, StoredSpec.of(spec), false);
        if (kind.policy() && applied.change() != Change.UNCHANGED) {
            writer.raiseRevision(connection, tenant);
        }
    }

    /** Whether the namespace is the root, declared, or the parent of a declared one. */
    public boolean hasNamespace(Connection connection, String tenant, Namespace namespace) throws SQLException {
        return declared(connection, tenant).hasNamespace(namespace);
    }

    /** Whether the tenant has a role of that name, its own or one that every tenant has. */
    public boolean hasRole(Connection connection, String tenant, String role) throws SQLException {
        return Role.BUILT_IN.stream().anyMatch(each -> each.name().equals(role))
                || declared(connection, tenant).has("role", Namespace.ROOT, role);
    }

    /** What is declared now stays so until the transaction ends. */
    private static Declarations declared(Connection connection, String tenant) throws SQLException {
        GroundsCheck.takeTurn(connection, tenant);
        return new Declarations(connection, tenant, List.of());
    }

    /** Gives the subject the role Owner on everything, in a tenant that has no role binding yet. */
    public void bindFirstOwner(Connection connection, String tenant, UUID subject) throws SQLException {
        GroundsCheck.takeTurn(connection, tenant);
        if (hasBinding(connection, tenant)) {
            throw new IllegalStateException("the tenant has role bindings already");
        }
        bindOwner(connection, tenant, subject, "first-owner");
    }

    /** Gives the subject the role Owner on everything by a new binding of that name, without anybody who asks for it. */
    public void bindOwner(Connection connection, String tenant, UUID subject, String binding) throws SQLException {
        GroundsCheck.takeTurn(connection, tenant);
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("role", Role.OWNER.name());
        spec.putArray("subjects").addObject().put("id", subject.toString());
        var key = new ResourceKey(tenant, BINDING, Namespace.ROOT.path(), binding);
        writer.writeFirst(connection, kinds.word(BINDING).orElseThrow(), key, StoredSpec.of(spec), subject);
        writer.raiseRevision(connection, tenant);
    }

    private static boolean hasBinding(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM resource WHERE tenant = ? AND kind = ? LIMIT 1")) {
            select.setString(1, tenant);
            select.setString(2, BINDING);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
