package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a subject is one of others, or the same person by another name: linked to an identity provider's person by the same
 * value, now or before, or with an e-mail address that a directory or a provider vouches for, in any case. A name with an at
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
                UNION SELECT m.user_id, m.value_lc FROM user_email m JOIN person ON person.id = m.user_id
                       WHERE m.tenant = ?
                UNION SELECT u.id, u.user_name_lc FROM directory_user u JOIN person USING (id)
                       WHERE u.tenant = ? AND position('@' IN u.user_name_lc) > 0)
            SELECT id FROM known WHERE id <> ? AND lower(value) IN (SELECT lower(value) FROM known WHERE id = ?)""";

    /** Whoever makes a token for a service account can act by it. */
    private static final String MAKER = "SELECT created_by FROM api_token WHERE tenant = ? AND id = ?";

    private SamePerson() {}

    /** Whether the subject asked for it, by whatever name, or stands behind who did. */
    static boolean asked(Connection connection, StoredApproval approval, UUID subject) throws SQLException {
        Optional<UUID> maker = approval.asker().token().isEmpty()
                ? Optional.empty()
                : Sql.of(
                                connection,
                                MAKER,
                                approval.tenant(),
                                approval.asker().token().get())
                        .list(row -> Sql.value(row, "created_by", UUID.class))
                        .stream()
                        .flatMap(Optional::stream)
                        .findFirst();
        Set<UUID> asking = Stream.of(
                        Optional.of(approval.asker().subject()),
                        approval.asker().impersonator(),
                        maker)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return isOneOf(connection, approval.tenant(), subject, asking);
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
                        subject,
                        subject)
                .exists();
    }
}
