package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.SubjectEpoch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Whether somebody's access still stands when a token is made: an end of access that commits first leaves no token
 * behind, and one that commits later finds it.
 */
final class StandingAccess {
    private static final int MOST_TOKENS = 100;

    private StandingAccess() {}

    /**
     * Holds the subjects that the permit rests on, at their epochs, until the transaction ends.
     *
     * @throws ProblemException 503 when one has changed, for policy has to be asked again
     */
    static void hold(Connection connection, Permit permit) throws SQLException {
        for (SubjectEpoch epoch : permit.grounds().epochs()) {
            try (var lock = connection.prepareStatement(
                    "SELECT epoch FROM subject WHERE tenant = ? AND id = ? AND active FOR NO KEY UPDATE")) {
                lock.setString(1, permit.subject().tenant());
                lock.setObject(2, epoch.subject());
                try (var row = lock.executeQuery()) {
                    if (!row.next() || row.getLong(1) != epoch.epoch()) {
                        throw Permits.unavailable();
                    }
                }
            }
        }
    }

    /** @throws ProblemException 409 when its access has ended */
    static void requireActive(Connection connection, String tenant, UUID subject) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND active")) {
            query.setString(1, tenant);
            query.setObject(2, subject);
            try (var row = query.executeQuery()) {
                if (!row.next()) {
                    throw new ProblemException(
                            Problem.of(409, "subject_ended", "The access of this service account has ended."));
                }
            }
        }
    }

    /** @throws ProblemException 409 when the subject has as many living tokens as it may */
    static void requireRoom(Connection connection, String tenant, UUID subject) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT count(*) FROM api_token
                 WHERE tenant = ? AND subject_id = ? AND revoked_at IS NULL AND expires_at > now()""")) {
            query.setString(1, tenant);
            query.setObject(2, subject);
            try (var row = query.executeQuery()) {
                row.next();
                if (row.getInt(1) >= MOST_TOKENS) {
                    throw new ProblemException(
                            Problem.of(409, "too_many_tokens", "There are 100 living tokens. Revoke one of them."));
                }
            }
        }
    }
}
