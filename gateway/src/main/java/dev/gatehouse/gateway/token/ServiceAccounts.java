package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.grant.BoundAccess;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.GivenAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of service accounts, and the bindings that name one. */
final class ServiceAccounts {
    private ServiceAccounts() {}

    /** A binding, by the namespace and name of its resource. */
    record Place(String namespace, String name) {}

    record Account(UUID id, boolean active) {}

    static Optional<Account> find(Connection connection, String tenant, String name) throws SQLException {
        return find(connection, tenant, name, "");
    }

    private static Optional<Account> find(Connection connection, String tenant, String name, String lock)
            throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT id, active FROM subject WHERE tenant = ? AND kind = 'service_account' AND name = ?" + lock)) {
            query.setString(1, tenant);
            query.setString(2, name);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Account(row.getObject("id", UUID.class), row.getBoolean("active")))
                        : Optional.empty();
            }
        }
    }

    /** The same, which stays as it is until the transaction ends. */
    private static Optional<Account> hold(Connection connection, String tenant, String name) throws SQLException {
        return find(connection, tenant, name, " FOR SHARE");
    }

    /** The account of that name, made with the given id when there is none. */
    static UUID ensure(Connection connection, String tenant, String name, UUID id) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'service_account', ?)
                ON CONFLICT (tenant, kind, name) DO NOTHING""")) {
            insert.setString(1, tenant);
            insert.setObject(2, id);
            insert.setString(3, name);
            insert.executeUpdate();
        }
        Account account = hold(connection, tenant, name).orElseThrow();
        if (!account.active()) {
            throw new ProblemException(
                    Problem.of(409, "subject_ended", "The access of this service account has ended."));
        }
        return account.id();
    }

    /** What bindings give the account of that name now; nothing where there is none. */
    static List<GivenAccess> access(Connection connection, String tenant, String name) throws SQLException {
        Optional<Account> account = find(connection, tenant, name);
        return account.isPresent()
                ? BoundAccess.ofSubject(connection, tenant, account.get().id())
                : List.of();
    }

    static List<Place> bindings(Connection connection, String tenant, UUID subject) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT namespace, name FROM resource
                 WHERE tenant = ? AND kind = 'rolebinding'
                   AND spec -> 'subjects' @> jsonb_build_array(jsonb_build_object('id', ?::text))
                 ORDER BY namespace, name""")) {
            query.setString(1, tenant);
            query.setString(2, subject.toString());
            try (var row = query.executeQuery()) {
                var places = new ArrayList<Place>();
                while (row.next()) {
                    places.add(new Place(row.getString(1), row.getString(2)));
                }
                return places;
            }
        }
    }
}
