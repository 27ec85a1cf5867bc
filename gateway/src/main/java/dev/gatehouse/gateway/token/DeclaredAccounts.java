package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.resource.ServiceAccountSubjects;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The subjects of declared service accounts: the same rows as those that come with a token. */
@Singleton
final class DeclaredAccounts implements ServiceAccountSubjects {
    /** The row stays, with a name that gives the old one free. */
    private static final String END = """
            UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1, name = name || '#' || id
             WHERE tenant = ? AND kind = 'service_account' AND name = ?
            RETURNING id""";

    private final AccessEnds ends;
    private final SubjectFacts facts;

    DeclaredAccounts(AccessEnds ends, SubjectFacts facts) {
        this.ends = ends;
        this.facts = facts;
    }

    @Override
    public List<BoundIn> bindings(Connection connection, String tenant, String name) throws SQLException {
        Optional<ServiceAccounts.Account> account = ServiceAccounts.find(connection, tenant, name);
        List<BoundIn> bound = new ArrayList<>();
        if (account.isPresent()) {
            for (var place :
                    ServiceAccounts.bindings(connection, tenant, account.get().id())) {
                bound.add(new BoundIn(new Namespace(place.namespace()), place.name()));
            }
        }
        return bound;
    }

    @Override
    public List<GivenAccess> access(Connection connection, String tenant, String name) throws SQLException {
        return ServiceAccounts.access(connection, tenant, name);
    }

    @Override
    public void appear(Connection connection, String tenant, String name, UUID id) throws SQLException {
        ServiceAccounts.ensure(connection, tenant, name, id);
    }

    @Override
    public void end(Connection connection, String tenant, String name, Actor by, Optional<DecisionReference> decision)
            throws SQLException {
        Optional<UUID> ended = deactivate(connection, tenant, name);
        if (ended.isPresent()) {
            ends.begin(
                    connection,
                    ended.get(),
                    new EndOrder(tenant, EndReason.SERVICE_ACCOUNT_DELETED, new Extent.Everything(), by, decision));
        }
    }

    private static Optional<UUID> deactivate(Connection connection, String tenant, String name) throws SQLException {
        try (var update = connection.prepareStatement(END)) {
            update.setString(1, tenant);
            update.setString(2, name);
            try (var row = update.executeQuery()) {
                return row.next() ? Optional.of(row.getObject("id", UUID.class)) : Optional.empty();
            }
        }
    }

    @Override
    public void hasten() {
        facts.renew();
        ends.hasten();
    }
}
