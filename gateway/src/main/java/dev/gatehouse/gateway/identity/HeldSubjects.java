package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.SubjectEpoch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Holds whom a permit rests on, so that an end of access that commits first leaves nothing behind, and one that commits
 * later finds what was made.
 */
public final class HeldSubjects {
    private HeldSubjects() {}

    /**
     * Holds the permit's subjects at their epochs until the transaction ends.
     *
     * @throws ProblemException 503 when the access of one has changed, for policy has to be asked again
     */
    public static void hold(Connection connection, Permit permit) throws SQLException {
        List<SubjectEpoch> epochs = permit.grounds().epochs().stream()
                .sorted(Comparator.comparing(SubjectEpoch::subject))
                .toList();
        for (SubjectEpoch epoch : epochs) {
            try (var lock = connection.prepareStatement(
                    "SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND epoch = ? AND active FOR SHARE")) {
                lock.setString(1, permit.subject().tenant());
                lock.setObject(2, epoch.subject());
                lock.setLong(3, epoch.epoch());
                try (var row = lock.executeQuery()) {
                    if (!row.next()) {
                        throw Permits.unavailable();
                    }
                }
            }
        }
    }
}
