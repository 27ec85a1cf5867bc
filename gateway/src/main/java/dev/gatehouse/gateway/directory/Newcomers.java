package dev.gatehouse.gateway.directory;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DirectoryEvent.UserChanged;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.gateway.grant.LastOwner;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What becomes of people who came in just in time and are provisioned later: from then on their tokens mean the provisioned
 * user, and the access of the one they had before ends. Two subjects of one person would be one too many to deactivate.
 */
@Singleton
public final class Newcomers {
    /** Of every provider that links its people to users of this client. */
    private static final String OF_THE_PERSON = """
            SELECT s.id FROM jit_user j JOIN subject s ON s.tenant = j.tenant AND s.id = j.subject_id
             WHERE j.tenant = ? AND j.value = ? AND s.active
               AND NOT EXISTS (SELECT 1 FROM resource r
                                WHERE r.tenant = j.tenant AND r.kind = 'identityprovider'
                                  AND r.spec ->> 'issuer' = j.issuer AND r.spec ->> 'scimClient' <> ?)
             ORDER BY s.id""";

    private static final String END = """
            UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1
             WHERE tenant = ? AND id = ? RETURNING version, name""";

    private final AuditTrail trail;
    private final AccessEnds ends;

    Newcomers(AuditTrail trail, AccessEnds ends) {
        this.trail = trail;
        this.ends = ends;
    }

    /**
     * Ends whoever came in as the person whom the SCIM client provisions now, in the transaction that does so; whether
     * there was anybody. Then whoever committed it hastens the ends.
     *
     * @param client by its name
     * @param by the client
     * @throws ProblemException 409 where that would be the tenant's last owner
     */
    public boolean supersede(Connection connection, String tenant, String client, String externalId, Actor by)
            throws SQLException {
        // The user is written already: who takes the turn after us sees it, and whom the one before us made we see.
        PersonTurn.take(connection, tenant, externalId);
        if (of(connection, OF_THE_PERSON, tenant, client, externalId).isEmpty()) {
            return false;
        }
        GroundsCheck.takeTurn(connection, tenant);
        return LastOwner.kept(connection, tenant, () -> end(connection, tenant, client, externalId, by));
    }

    private boolean end(Connection connection, String tenant, String client, String externalId, Actor by)
            throws SQLException {
        List<UUID> subjects = of(connection, OF_THE_PERSON + " FOR UPDATE OF s", tenant, client, externalId);
        var order = new EndOrder(tenant, EndReason.SUPERSEDED, new Extent.Everything(), by, Optional.empty());
        for (UUID subject : subjects) {
            try (var end = connection.prepareStatement(END)) {
                end.setString(1, tenant);
                end.setObject(2, subject);
                try (var row = end.executeQuery()) {
                    row.next();
                    trail.append(
                            connection,
                            tenant,
                            List.of(new UserChanged(by, subject, row.getLong(1), "superseded", row.getString(2))));
                }
            }
            ends.begin(connection, subject, order);
        }
        return !subjects.isEmpty();
    }

    private static List<UUID> of(
            Connection connection, String statement, String tenant, String client, String externalId)
            throws SQLException {
        try (var query = connection.prepareStatement(statement)) {
            query.setString(1, tenant);
            query.setString(2, externalId);
            query.setString(3, client);
            try (var row = query.executeQuery()) {
                var subjects = new ArrayList<UUID>();
                while (row.next()) {
                    subjects.add(row.getObject(1, UUID.class));
                }
                return subjects;
            }
        }
    }
}
