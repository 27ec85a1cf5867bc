package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.LinkedUsers;
import dev.gatehouse.gateway.sso.IdentityProvider;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Links people to users: to the provisioned one with that {@code externalId}, and only where none ever had it to one who
 * came in just in time. Whoever was provisioned and deleted, or had that {@code externalId} and has it no more, is nobody,
 * whatever the provider says of newcomers.
 * Thread-safe.
 */
@Singleton
final class DirectoryLinks implements LinkedUsers {
    /** One who is not deleted counts alone; two of those are too many. */
    private static final String PROVISIONED = """
            SELECT u.id, u.deleted_at IS NOT NULL AS deleted FROM directory_user u
              JOIN scim_client c ON c.tenant = u.tenant AND c.id = u.client_id
             WHERE u.tenant = ? AND u.external_id = ? AND (?::text IS NULL OR c.name = ?)
             ORDER BY deleted LIMIT 2""";

    private static final String FORMER = """
            SELECT 1 FROM former_external_id f
              JOIN scim_client c ON c.tenant = f.tenant AND c.id = f.client_id
             WHERE f.tenant = ? AND f.external_id = ? AND (?::text IS NULL OR c.name = ?) LIMIT 1""";

    private static final String ENDED = """
            SELECT max(started_at) FROM access_end WHERE tenant = ? AND subject_id = ? AND extent = 'everything'""";

    private final Transactions transactions;
    private final JustInTimeUsers newcomers;

    DirectoryLinks(Transactions transactions, JustInTimeUsers newcomers) {
        this.transactions = transactions;
        this.newcomers = newcomers;
    }

    private record Provisioned(UUID id, boolean deleted) {}

    @Override
    public Link of(IdentityProvider provider, String person) {
        Link known = known(provider, person);
        return known instanceof Link.Nobody && provider.jitUsers()
                ? transactions.run(connection -> arrive(connection, provider, person))
                : known;
    }

    @Override
    public Link known(IdentityProvider provider, String person) {
        return transactions.read(connection -> find(connection, provider, person));
    }

    private Link find(Connection connection, IdentityProvider provider, String person) throws SQLException {
        List<Provisioned> found = provisioned(connection, provider, person);
        if (found.isEmpty()) {
            Optional<UUID> newcomer = newcomers.find(connection, provider, person);
            return newcomer.isPresent() ? one(connection, provider, newcomer.get()) : new Link.Nobody();
        }
        long living = found.stream().filter(each -> !each.deleted()).count();
        if (living > 1) {
            return new Link.Several();
        }
        return living == 1 ? one(connection, provider, found.getFirst().id()) : new Link.Nobody();
    }

    private Link arrive(Connection connection, IdentityProvider provider, String person) throws SQLException {
        // Two first tokens at once make one user, and provisioning sees the newcomer or is seen here.
        PersonTurn.take(connection, provider.tenant(), person);
        Link now = find(connection, provider, person);
        boolean known = !(now instanceof Link.Nobody)
                || !provisioned(connection, provider, person).isEmpty()
                || wasSomebody(connection, provider, person);
        return known ? now : new Link.One(newcomers.make(connection, provider, person), Optional.empty());
    }

    /** Whether a user had the value and has another or none now: the person is here, and may have been shut out. */
    private static boolean wasSomebody(Connection connection, IdentityProvider provider, String person)
            throws SQLException {
        try (var query = connection.prepareStatement(FORMER)) {
            query.setString(1, provider.tenant());
            query.setString(2, person);
            query.setString(3, provider.scimClient().orElse(null));
            query.setString(4, provider.scimClient().orElse(null));
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<Provisioned> provisioned(Connection connection, IdentityProvider provider, String person)
            throws SQLException {
        try (var query = connection.prepareStatement(PROVISIONED)) {
            query.setString(1, provider.tenant());
            query.setString(2, person);
            query.setString(3, provider.scimClient().orElse(null));
            query.setString(4, provider.scimClient().orElse(null));
            try (var row = query.executeQuery()) {
                var found = new ArrayList<Provisioned>();
                while (row.next()) {
                    found.add(new Provisioned(row.getObject(1, UUID.class), row.getBoolean(2)));
                }
                return found;
            }
        }
    }

    private static Link one(Connection connection, IdentityProvider provider, UUID subject) throws SQLException {
        try (var query = connection.prepareStatement(ENDED)) {
            query.setString(1, provider.tenant());
            query.setObject(2, subject);
            try (var row = query.executeQuery()) {
                row.next();
                return new Link.One(
                        subject,
                        Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant));
            }
        }
    }
}
