package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everybody who stands behind a request: the subject that made it, who acted as that subject, and who gave them the access
 * they showed. Whoever makes a token holds it, and whoever declares a service account says whose key it believes. From a
 * token that was shown the way is known, one step; behind its maker lies everybody who could have been the maker then, and so
 * on to the end: to people, to the operator's host, to the other issuer that an account trusts.
 */
final class Requesters {
    /** More than so many of them are not looked through. */
    private static final int MOST = 100;

    private static final String MAKER =
            "SELECT created_by AS maker FROM api_token WHERE tenant = ? AND id = ? AND created_by IS NOT NULL";

    private static final String DECLARERS = """
            SELECT v.author AS maker
              FROM unnest(?::uuid[]) AS made (id)
              JOIN subject s ON s.tenant = ? AND s.id = made.id AND s.kind = 'service_account'
              JOIN resource r ON r.tenant = s.tenant AND r.kind = 'serviceaccount' AND r.namespace = 'root'
               AND r.name = s.name
              JOIN resource_revision v ON v.tenant = r.tenant AND v.id = r.id""";

    /** Nobody knows any more who declared an account that was deleted: one row without a maker says so. */
    private static final String MAKERS = DECLARERS + """
             UNION
            SELECT t.created_by FROM unnest(?::uuid[]) AS made (id)
              JOIN api_token t ON t.tenant = ? AND t.subject_id = made.id AND t.created_by IS NOT NULL
             UNION
            SELECT NULL FROM unnest(?::uuid[]) AS made (id)
              JOIN subject s ON s.tenant = ? AND s.id = made.id AND s.kind = 'service_account'
               AND s.name LIKE '%#' || s.id""";

    private Requesters() {}

    /** All of them; nothing where that cannot be told. */
    static Optional<Set<UUID>> of(Connection connection, StoredApproval approval) throws SQLException {
        String tenant = approval.tenant();
        StoredApproval.Asker asker = approval.asker();
        Set<UUID> all = Stream.concat(Stream.of(asker.subject()), asker.impersonator().stream())
                .collect(Collectors.toCollection(HashSet::new));
        UUID shower = asker.impersonator().orElse(asker.subject());
        Set<UUID> makers = asker.token().isPresent()
                ? known(makers(Sql.of(connection, MAKER, tenant, asker.token().get())))
                : known(makers(Sql.of(connection, DECLARERS, ids(connection, Set.of(shower)), tenant)));
        Set<UUID> looked = new HashSet<>();
        while (!makers.isEmpty()) {
            all.addAll(makers);
            looked.addAll(makers);
            if (all.size() > MOST) {
                return Optional.empty();
            }
            Object those = ids(connection, makers);
            Set<Optional<UUID>> next = makers(Sql.of(connection, MAKERS, those, tenant, those, tenant, those, tenant));
            if (next.contains(Optional.<UUID>empty())) {
                return Optional.empty();
            }
            makers = known(next);
            makers.removeAll(looked);
        }
        return Optional.of(all);
    }

    private static Set<Optional<UUID>> makers(Sql query) throws SQLException {
        return Set.copyOf(query.list(row -> Sql.value(row, "maker", UUID.class)));
    }

    private static Set<UUID> known(Set<Optional<UUID>> makers) {
        return makers.stream().flatMap(Optional::stream).collect(Collectors.toCollection(HashSet::new));
    }

    private static Object ids(Connection connection, Set<UUID> subjects) throws SQLException {
        return Column.<UUID>uuid(id -> id).of(connection, List.copyOf(subjects));
    }
}
