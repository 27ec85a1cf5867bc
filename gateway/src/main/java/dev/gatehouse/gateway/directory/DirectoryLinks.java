package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.LinkedUsers;
import dev.gatehouse.gateway.sso.IdentityProvider;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
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
    /**
     * One who is not deleted counts alone; two of those are too many. The epoch and the last end are of the same moment as the
     * link: an end in between would leave an old token worth something at the new epoch.
     */
    private static final String PROVISIONED = """
            SELECT u.id, s.epoch, u.deleted_at IS NOT NULL AS deleted,
                   (SELECT max(e.started_at) FROM access_end e
                     WHERE e.tenant = u.tenant AND e.subject_id = u.id AND e.extent = 'everything') AS ended
              FROM directory_user u
              JOIN subject s ON s.tenant = u.tenant AND s.id = u.id
              JOIN scim_client c ON c.tenant = u.tenant AND c.id = u.client_id
             WHERE u.tenant COLLATE "C" = ? AND u.external_id = ? AND (?::text IS NULL OR c.name = ?)
             ORDER BY deleted LIMIT 2""";

    private static final String FORMER = """
            SELECT 1 FROM former_external_id f
              JOIN scim_client c ON c.tenant = f.tenant AND c.id = f.client_id
             WHERE f.tenant = ? AND f.external_id = ? AND (?::text IS NULL OR c.name = ?) LIMIT 1""";

    private final Transactions transactions;
    private final JustInTimeUsers newcomers;

    DirectoryLinks(Transactions transactions, JustInTimeUsers newcomers) {
        this.transactions = transactions;
        this.newcomers = newcomers;
    }

    private record Provisioned(Link.One link, boolean deleted) {}

    /** @param newcomer who came in just in time, where it is such a one */
    private record Found(Link link, Optional<JustInTimeUsers.Newcomer> newcomer) {
        static Found of(Link link) {
            return new Found(link, Optional.empty());
        }

        /** Whether the address is another than those that are kept of a newcomer. */
        boolean isNews(String email) {
            return newcomer.filter(known -> known.isNews(email)).isPresent();
        }
    }

    @Override
    public Link of(IdentityProvider provider, String person, Optional<String> email) {
        Found found = transactions.read(connection -> find(connection, provider, person));
        if (found.link() instanceof Link.Nobody && provider.jitUsers()) {
            return transactions.run(connection -> arrive(connection, provider, person, email));
        }
        email.filter(found::isNews).ifPresent(address -> remember(provider, person, address));
        return found.link();
    }

    private void remember(IdentityProvider provider, String person, String email) {
        transactions.run(connection -> JustInTimeUsers.remember(connection, provider, person, email));
    }

    @Override
    public Link known(IdentityProvider provider, String person) {
        return transactions
                .read(connection -> find(connection, provider, person))
                .link();
    }

    private Found find(Connection connection, IdentityProvider provider, String person) throws SQLException {
        List<Provisioned> found = provisioned(connection, provider, person);
        if (found.isEmpty()) {
            Optional<JustInTimeUsers.Newcomer> newcomer = newcomers.find(connection, provider, person);
            return newcomer.isPresent() ? new Found(newcomer.get().link(), newcomer) : Found.of(new Link.Nobody());
        }
        long living = found.stream().filter(each -> !each.deleted()).count();
        if (living > 1) {
            return Found.of(new Link.Several());
        }
        return Found.of(living == 1 ? found.getFirst().link() : new Link.Nobody());
    }

    private Link arrive(Connection connection, IdentityProvider provider, String person, Optional<String> email)
            throws SQLException {
        // Two first tokens at once make one user, and provisioning sees the newcomer or is seen here.
        PersonTurn.take(connection, provider.tenant(), person);
        Link now = find(connection, provider, person).link();
        boolean known = !(now instanceof Link.Nobody)
                || !provisioned(connection, provider, person).isEmpty()
                || wasSomebody(connection, provider, person);
        return known ? now : newcomers.make(connection, provider, person, email);
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
                    found.add(new Provisioned(one(row), row.getBoolean("deleted")));
                }
                return found;
            }
        }
    }

    /** Of a row with an id, an epoch and when access ended, if it has. */
    static Link.One one(ResultSet row) throws SQLException {
        return new Link.One(
                row.getObject("id", UUID.class),
                row.getLong("epoch"),
                Optional.ofNullable(row.getObject("ended", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
