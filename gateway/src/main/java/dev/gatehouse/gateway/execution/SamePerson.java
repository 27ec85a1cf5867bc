package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.Voter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whether a subject is one of others, or the same person by another name: linked to an identity provider's person by the same
 * value, now or before, or with an e-mail address that a directory vouches for, or a provider now or before, in any case. A name with an at
 * sign counts as an address: most directories make names so. It rather takes two people for one than one for two.
 */
final class SamePerson {
    private static final String SAME = """
            WITH person AS (SELECT DISTINCT unnest(?::uuid[]) AS id),
            known (id, value) AS (
                SELECT u.id, u.external_id FROM directory_user u JOIN person USING (id) WHERE u.tenant = ?
                UNION SELECT f.user_id, f.external_id FROM former_external_id f JOIN person ON person.id = f.user_id
                       WHERE f.tenant = ?
                UNION SELECT j.subject_id, j.value FROM jit_user j JOIN person ON person.id = j.subject_id
                       WHERE j.tenant = ?
                UNION SELECT j.subject_id, unnest(j.emails_lc) FROM jit_user j JOIN person ON person.id = j.subject_id
                       WHERE j.tenant = ?
                UNION SELECT m.user_id, m.value_lc FROM user_email m JOIN person ON person.id = m.user_id
                       WHERE m.tenant = ?
                UNION SELECT u.id, u.user_name_lc FROM directory_user u JOIN person USING (id)
                       WHERE u.tenant = ? AND position('@' IN u.user_name_lc) > 0)
            SELECT id FROM known WHERE id <> ? AND lower(value) IN (SELECT lower(value) FROM known WHERE id = ?)""";

    /** An own token is made by whoever holds another of the same subject, so that one made by somebody else spoils all. */
    private static final String MADE_BY_ANOTHER = """
            SELECT 1 FROM api_token WHERE tenant = ? AND subject_id = ? AND created_by IS DISTINCT FROM subject_id""";

    private SamePerson() {}

    /** Who the subject is to those who asked, by whatever name. */
    static Voter voter(Connection connection, StoredApproval approval, Subject subject) throws SQLException {
        Optional<Set<UUID>> requesters = Requesters.of(connection, approval);
        if (requesters.isPresent() && isOneOf(connection, approval.tenant(), subject.id(), requesters.get())) {
            return Voter.REQUESTER;
        }
        boolean told = requesters.isPresent() && isThemselves(connection, subject);
        return told ? Voter.ANOTHER : Voter.UNKNOWN;
    }

    /** Whether nobody but the subject can have shown its token. */
    private static boolean isThemselves(Connection connection, Subject subject) throws SQLException {
        return subject.scope().isEmpty()
                || !Sql.of(connection, MADE_BY_ANOTHER, subject.tenant(), subject.id())
                        .exists();
    }

    static boolean isOneOf(Connection connection, String tenant, UUID subject, Collection<UUID> others)
            throws SQLException {
        if (others.isEmpty() || others.contains(subject)) {
            return !others.isEmpty();
        }
        List<UUID> all = Stream.concat(Stream.of(subject), others.stream()).toList();
        return Sql.of(
                        connection,
                        SAME,
                        Column.<UUID>uuid(id -> id).of(connection, all),
                        tenant,
                        tenant,
                        tenant,
                        tenant,
                        tenant,
                        tenant,
                        subject,
                        subject)
                .exists();
    }
}
