package dev.gatehouse.gateway.directory;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DirectoryEvent.UserChanged;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.identity.LinkedUsers.Link;
import dev.gatehouse.gateway.sso.IdentityProvider;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * People whom nobody provisioned, and who came in with a token because their tenant takes such people: by issuer, claim and
 * the claim's value. Each is a user of the name {@code idp:PROVIDER/VALUE}, which no provider can choose.
 */
@Singleton
final class JustInTimeUsers {
    private static final String FIND = """
            SELECT s.id, s.epoch,
                   (SELECT max(e.started_at) FROM access_end e
                     WHERE e.tenant = s.tenant AND e.subject_id = s.id AND e.extent = 'everything') AS ended,
                   j.emails_lc
              FROM jit_user j JOIN subject s ON s.tenant = j.tenant AND s.id = j.subject_id
             WHERE j.tenant = ? AND j.issuer = ? AND j.claim = ? AND j.value = ?""";

    private static final String REMEMBER = """
            UPDATE jit_user SET emails_lc = emails_lc || ?::text
             WHERE tenant = ? AND issuer = ? AND claim = ? AND value = ? AND NOT ? = ANY (emails_lc) AND cardinality(emails_lc) < ?""";

    private static final int MOST_ADDRESSES = 100;

    private static final long FIRST_EPOCH = 1;

    private final AuditTrail trail;
    private final Supplier<UUID> ids;

    JustInTimeUsers(AuditTrail trail, Supplier<UUID> ids) {
        this.trail = trail;
        this.ids = ids;
    }

    /** @param emails that were verified whenever they were heard of */
    record Newcomer(Link.One link, Set<String> emails) {
        Newcomer {
            emails = Set.copyOf(emails);
        }

        /** Whether the address is to be kept beside those that are. */
        boolean isNews(String email) {
            return !emails.contains(email) && emails.size() < MOST_ADDRESSES;
        }
    }

    Optional<Newcomer> find(Connection connection, IdentityProvider provider, String person) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setString(1, provider.tenant());
            query.setString(2, provider.issuer());
            query.setString(3, provider.subjectClaim());
            query.setString(4, person);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Newcomer(DirectoryLinks.one(row), Set.of((String[])
                                row.getArray("emails_lc").getArray())))
                        : Optional.empty();
            }
        }
    }

    /** Keeps the address of a newcomer beside those before. */
    static boolean remember(Connection connection, IdentityProvider provider, String person, String email)
            throws SQLException {
        try (var update = connection.prepareStatement(REMEMBER)) {
            update.setString(1, email);
            update.setString(2, provider.tenant());
            update.setString(3, provider.issuer());
            update.setString(4, provider.subjectClaim());
            update.setString(5, person);
            update.setString(6, email);
            update.setInt(7, MOST_ADDRESSES);
            return update.executeUpdate() == 1;
        }
    }

    Link.One make(Connection connection, IdentityProvider provider, String person, Optional<String> email)
            throws SQLException {
        UUID id = ids.get();
        String name = "idp:" + provider.name() + "/" + person;
        if (!insertSubject(connection, provider, id, name)) {
            // A provider that was declared anew has another issuer and the same name.
            insertSubject(connection, provider, id, name + "#" + id);
        }
        try (var insert = connection.prepareStatement(
                "INSERT INTO jit_user (tenant, issuer, claim, value, subject_id, emails_lc) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, provider.tenant());
            insert.setString(2, provider.issuer());
            insert.setString(3, provider.subjectClaim());
            insert.setString(4, person);
            insert.setObject(5, id);
            insert.setArray(6, connection.createArrayOf("text", email.stream().toArray()));
            insert.executeUpdate();
        }
        trail.append(
                connection,
                provider.tenant(),
                List.of(new UserChanged(new Actor(provider.id(), "idp:" + provider.name()), id, 1, "arrived", name)));
        return new Link.One(id, FIRST_EPOCH, Optional.empty());
    }

    private static boolean insertSubject(Connection connection, IdentityProvider provider, UUID id, String name)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'user', ?)
                ON CONFLICT (tenant, kind, name) DO NOTHING""")) {
            insert.setString(1, provider.tenant());
            insert.setObject(2, id);
            insert.setString(3, name);
            return insert.executeUpdate() == 1;
        }
    }
}
