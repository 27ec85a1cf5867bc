package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AdministrationEvent.ResourceApplied;
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
import java.util.UUID;

/** Writes one resource with its event, in the transaction of somebody who holds its grounds. Thread-safe. */
@Singleton
final class ResourceWriter {
    private final ResourceRows rows;
    private final AuditTrail trail;
    private final Documents documents;

    ResourceWriter(ResourceRows rows, AuditTrail trail, Documents documents) {
        this.rows = rows;
        this.trail = trail;
        this.documents = documents;
    }

    /** The resource that the permit names. */
    Applied write(Connection connection, Kind kind, WritePermit permit, StoredSpec spec, boolean authored)
            throws SQLException {
        var key = new ResourceKey(
                permit.subject().tenant(), kind.word(), permit.namespace().path(), permit.name());
        var written = rows.write(connection, key, spec, permit.subject().id(), authored);
        return recorded(
                connection,
                kind,
                written,
                Optional.of(Asked.actor(permit.subject())),
                Optional.of(Asked.decision(permit)));
    }

    /** A resource that nobody asked for: the installation makes it. */
    Applied writeFirst(Connection connection, Kind kind, ResourceKey key, StoredSpec spec, UUID author)
            throws SQLException {
        var written = rows.write(connection, key, spec, author, false);
        return recorded(connection, kind, written, Optional.empty(), Optional.empty());
    }

    /** Makes decisions under the policy as it was before stale. */
    void raiseRevision(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE tenant SET revision = revision + 1 WHERE name = ?")) {
            update.setString(1, tenant);
            update.executeUpdate();
        }
    }

    private Applied recorded(
            Connection connection,
            Kind kind,
            ResourceRows.Written written,
            Optional<Actor> actor,
            Optional<DecisionReference> decision)
            throws SQLException {
        ResourceEntity row = written.row();
        ResourceKey key = row.key();
        if (written.change() != Change.UNCHANGED) {
            trail.append(
                    connection,
                    key.tenant(),
                    List.of(new ResourceApplied(
                            actor,
                            decision,
                            kind.word(),
                            row.id(),
                            row.revision(),
                            row.digest(),
                            written.change().word(),
                            kind.fullName(key))));
        }
        return new Applied(
                kind,
                row,
                written.change(),
                Difference.between(written.before().map(documents::spec), Optional.of(documents.spec(row.spec()))));
    }
}
