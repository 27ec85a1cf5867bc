package dev.gatehouse.gateway.signal;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DirectoryEvent.SignalReceived;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.LinkedUsers;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.SsoConfig;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a security event does: the access of the person whom it is about ends, in the transaction that remembers the event,
 * so that it does so exactly once however often it is delivered. Whoever comes back afterwards has to show a token from
 * after it. Thread-safe.
 */
@Singleton
final class Signals {
    private static final String REMEMBER = """
            INSERT INTO received_signal (tenant, provider_id, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String RAISE = """
            UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE tenant = ? AND id = ?""";

    /** A margin for clocks: what is forgotten is too old to be believed by then. */
    private static final String FORGET = """
            DELETE FROM received_signal WHERE (tenant, provider_id, hash) IN (
                SELECT tenant, provider_id, hash FROM received_signal
                 WHERE received_at < now() - make_interval(secs => ?) - interval '1 day'
                 LIMIT 1000)""";

    private final Transactions transactions;
    private final LinkedUsers users;
    private final AccessEnds ends;
    private final AuditTrail trail;
    private final SubjectFacts facts;
    private final SsoConfig config;

    Signals(
            Transactions transactions,
            LinkedUsers users,
            AccessEnds ends,
            AuditTrail trail,
            SubjectFacts facts,
            SsoConfig config) {
        this.transactions = transactions;
        this.users = users;
        this.ends = ends;
        this.trail = trail;
        this.facts = facts;
        this.config = config;
    }

    /** Once it returns, the event is remembered, and whatever ends has begun to. */
    void receive(SecurityEvent event) {
        String tenant = event.provider().tenant();
        Optional<UUID> subject = event.person()
                .filter(_ -> event.endsAccess())
                .flatMap(person -> subject(users.known(event.provider(), person)));
        boolean isNew = transactions.run(connection -> receive(connection, event, subject));
        if (isNew && subject.isPresent()) {
            facts.reread(tenant, subject.get());
            ends.hasten();
        }
    }

    private static Optional<UUID> subject(LinkedUsers.Link link) {
        return switch (link) {
            case LinkedUsers.Link.One(UUID subject, long _, var _) -> Optional.of(subject);
            case LinkedUsers.Link.Nobody _, LinkedUsers.Link.Several _ -> Optional.empty();
        };
    }

    private boolean receive(Connection connection, SecurityEvent event, Optional<UUID> subject) throws SQLException {
        if (!remember(connection, event)) {
            return false;
        }
        IdentityProvider provider = event.provider();
        var by = new Actor(provider.id(), "idp:" + provider.name());
        trail.append(
                connection,
                provider.tenant(),
                List.of(new SignalReceived(by, provider.id(), hash(event), event.types(), subject)));
        if (subject.isPresent()) {
            raise(connection, provider.tenant(), subject.get());
            ends.begin(
                    connection,
                    subject.get(),
                    new EndOrder(
                            provider.tenant(),
                            EndReason.SECURITY_EVENT,
                            new Extent.Everything(),
                            by,
                            Optional.empty()));
        }
        return true;
    }

    private static boolean remember(Connection connection, SecurityEvent event) throws SQLException {
        try (var insert = connection.prepareStatement(REMEMBER)) {
            insert.setString(1, event.provider().tenant());
            insert.setObject(2, event.provider().id());
            insert.setString(3, hash(event));
            return insert.executeUpdate() == 1;
        }
    }

    private static void raise(Connection connection, String tenant, UUID subject) throws SQLException {
        try (var update = connection.prepareStatement(RAISE)) {
            update.setString(1, tenant);
            update.setObject(2, subject);
            update.executeUpdate();
        }
    }

    private static String hash(SecurityEvent event) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(event.id().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Scheduled(every = "1h", concurrentExecution = ConcurrentExecution.SKIP)
    void forget() {
        transactions.run(connection -> {
            try (var delete = connection.prepareStatement(FORGET)) {
                delete.setLong(1, config.eventAge().toSeconds());
                return delete.executeUpdate();
            }
        });
    }
}
