package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AdministrationEvent.ResourceDeleted;
import dev.gatehouse.audit.AdministrationEvent.ResourceDraining;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.resource.Applied.Change;
import dev.gatehouse.policy.WritePermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Takes away one resource with its event, in the transaction of somebody who holds it. Thread-safe. */
@Singleton
final class ResourceRemoval {
    private final ResourceRows rows;
    private final ResourceWriter writer;
    private final AuditTrail trail;
    private final Documents documents;
    private final WorkerGroupMembers members;
    private final ServiceAccountSubjects accounts;

    ResourceRemoval(
            ResourceRows rows,
            ResourceWriter writer,
            AuditTrail trail,
            Documents documents,
            WorkerGroupMembers members,
            ServiceAccountSubjects accounts) {
        this.members = members;
        this.accounts = accounts;
        this.rows = rows;
        this.writer = writer;
        this.trail = trail;
        this.documents = documents;
    }

    /**
     * The row; with it a secret's value, a worker group's workers and a service account's access, for another resource of
     * the name must not find them. The versions stay. Whoever committed it calls {@link #committed}.
     */
    Applied remove(
            Connection connection, Kind kind, ResourceEntity row, Actor actor, Optional<DecisionReference> decision)
            throws SQLException {
        ResourceKey key = row.key();
        forgetValue(connection, key);
        ClaimGroupNames.forget(connection, key);
        NamespaceResolution.unlimit(connection, key);
        if (WorkerGroups.goes(key)) {
            members.dismiss(connection, key.tenant(), key.name(), actor, decision);
        }
        if (key.kind().equals(ServiceAccountResolution.KIND)) {
            accounts.end(connection, key.tenant(), key.name(), actor, decision);
        }
        rows.delete(connection, row);
        trail.append(
                connection,
                key.tenant(),
                List.of(new ResourceDeleted(
                        actor, decision, kind.word(), row.id(), row.revision(), kind.fullName(key))));
        if (kind.policy()) {
            writer.raiseRevision(connection, key.tenant());
        }
        var gone = Difference.between(Optional.of(documents.spec(row.spec())), Optional.empty());
        return new Applied(kind, row, Change.DELETED, gone);
    }

    /** What ends with the resource ends now and not with the next look. After the commit. */
    void committed(ResourceKey key) {
        if (key.kind().equals(ServiceAccountResolution.KIND)) {
            accounts.hasten();
        }
    }

    /** From now on nothing begins with it. */
    Applied drain(Connection connection, Kind kind, ResourceEntity row, WritePermit permit) throws SQLException {
        Actor actor = Asked.actor(permit.subject());
        rows.drain(connection, row.key(), permit.subject().id());
        trail.append(
                connection,
                row.key().tenant(),
                List.of(new ResourceDraining(
                        actor,
                        Asked.decision(permit),
                        kind.word(),
                        row.id(),
                        row.revision(),
                        kind.fullName(row.key()))));
        return new Applied(kind, row, Change.DRAINING, List.of());
    }

    /** Only secrets have values; the key of any other kind finds none. */
    private static void forgetValue(Connection connection, ResourceKey key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM secret_value WHERE tenant = ? AND namespace = ? AND name = ? AND ? = 'secret'")) {
            delete.setString(1, key.tenant());
            delete.setString(2, key.namespace());
            delete.setString(3, key.name());
            delete.setString(4, key.kind());
            delete.executeUpdate();
        }
    }
}
