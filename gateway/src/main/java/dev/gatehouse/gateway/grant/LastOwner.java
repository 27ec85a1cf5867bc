package dev.gatehouse.gateway.grant;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Keeps a tenant from losing its last owner by an act of its own: somebody active who has the built-in role Owner on the root
 * by a role binding, for ever and without a condition. That is a person or a service account that the binding names, or a
 * member of a provisioned group that it names. A person counts while an identity provider is declared by which they come in.
 * Who is in a group from claims is known only while a token says so: it counts for nobody.
 */
public final class LastOwner {
    private static final String COMES_IN = """
            (NOT EXISTS (SELECT 1 FROM jit_user j WHERE j.tenant = p.tenant AND j.subject_id = p.id)
             OR EXISTS (SELECT 1 FROM jit_user j
                          JOIN resource r ON r.tenant = j.tenant AND r.kind = 'identityprovider'
                                         AND r.spec ->> 'issuer' = j.issuer
                         WHERE j.tenant = p.tenant AND j.subject_id = p.id))
            AND (NOT EXISTS (SELECT 1 FROM directory_user u WHERE u.tenant = p.tenant AND u.id = p.id)
                 OR EXISTS (SELECT 1 FROM directory_user u
                              JOIN scim_client c ON c.tenant = u.tenant AND c.id = u.client_id
                              JOIN resource r ON r.tenant = u.tenant AND r.kind = 'identityprovider'
                                             AND coalesce(r.spec ->> 'scimClient', c.name) = c.name
                             WHERE u.tenant = p.tenant AND u.id = p.id))""";

    private static final String OWNED = """
            SELECT EXISTS (
                SELECT 1 FROM resource b CROSS JOIN jsonb_array_elements(b.spec -> 'subjects') AS s (value)
                 WHERE b.tenant = ? AND b.kind = 'rolebinding' AND b.namespace = 'root' AND b.spec ->> 'role' = 'Owner'
                   AND b.spec -> 'when' IS NULL AND b.spec -> 'expires' IS NULL
                   AND (EXISTS (SELECT 1 FROM subject p
                                 WHERE p.tenant = b.tenant AND p.id = (s.value ->> 'id')::uuid AND p.active AND %1$s)
                     OR EXISTS (SELECT 1 FROM membership m JOIN subject p ON p.tenant = m.tenant AND p.id = m.user_id
                                 WHERE m.tenant = b.tenant AND m.group_id = (s.value ->> 'group')::uuid AND p.active AND %1$s)))""".formatted(COMES_IN);

    private LastOwner() {}

    /** What may take away somebody's access, in the transaction of the connection. */
    @FunctionalInterface
    public interface Act<T> {
        T perform() throws SQLException;
    }

    /**
     * Performs the act. The caller has the tenant's turn ({@link GroundsCheck#takeTurn}): two who take each other's access
     * away at once do so one after the other, and the second is refused.
     *
     * @throws ProblemException 409 where the tenant had an owner before and has none after it
     */
    public static <T> T kept(Connection connection, String tenant, Act<T> act) throws SQLException {
        boolean owned = isOwned(connection, tenant);
        T result = act.perform();
        if (owned && !isOwned(connection, tenant)) {
            throw new ProblemException(Problem.of(
                    409,
                    "last_owner",
                    "Nobody would be left with the role Owner on root. Give it to somebody else first."));
        }
        return result;
    }

    private static boolean isOwned(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement(OWNED)) {
            query.setString(1, tenant);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
