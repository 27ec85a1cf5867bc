package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.SubjectEpoch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Whether what a permit rests on is still true, and stays true until the transaction commits. */
final class Facts {
    private static final String SUBJECTS = """
            SELECT id, epoch FROM subject
            WHERE tenant = ? AND id = ANY (?::uuid[]) AND active
            ORDER BY id FOR SHARE""";

    private Facts() {}

    /** Every subject that the permit names is active at the permit's epoch. */
    static boolean subjectsHold(Connection connection, String tenant, Grounds grounds) throws SQLException {
        var expected = Set.copyOf(grounds.epochs());
        var ids = connection.createArrayOf(
                "uuid", expected.stream().map(SubjectEpoch::subject).toArray());
        var live = new HashSet<>(Sql.of(connection, SUBJECTS, tenant, ids)
                .list(row -> new SubjectEpoch(row.getObject("id", UUID.class), row.getLong("epoch"))));
        return !expected.isEmpty() && live.equals(expected);
    }

    /** The tenant's policy is the very one that the permit was issued under. */
    static boolean revisionHolds(Connection connection, String tenant, Grounds grounds) throws SQLException {
        return Sql.of(
                        connection,
                        "SELECT 1 FROM tenant WHERE name = ? AND revision = ? FOR SHARE",
                        tenant,
                        grounds.tenantRevision())
                .exists();
    }
}
