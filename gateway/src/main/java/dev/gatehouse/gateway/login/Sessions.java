package dev.gatehouse.gateway.login;

import dev.gatehouse.audit.LoginEvent.LoginEnded;
import dev.gatehouse.audit.LoginEvent.LoginSucceeded;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.LinkedUsers;
import dev.gatehouse.gateway.identity.UsedIds;
import dev.gatehouse.gateway.sso.IdToken;
import dev.gatehouse.gateway.sso.IdentityProvider;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The sessions of browsers. They are asked of the database each time, so that one that ends has ended for every gateway.
 * Thread-safe; every method may throw {@link DatabaseUnavailable}.
 */
@Singleton
final class Sessions {
    /** Longer than a provider's answer could be shown again: its code lives for minutes. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** What ends all of somebody's sessions does so in one transaction. */
    static final int MOST_OF_ONE = 50;

    private final Transactions transactions;
    private final UsedIds used;
    private final AuditTrail trail;
    private final SecureRandom random;
    private final Supplier<UUID> ids;
    private final LoginConfig config;

    Sessions(
            Transactions transactions,
            UsedIds used,
            AuditTrail trail,
            SecureRandom random,
            Supplier<UUID> ids,
            LoginConfig config) {
        this.transactions = transactions;
        this.used = used;
        this.trail = trail;
        this.random = random;
        this.ids = ids;
        this.config = config;
    }

    /**
     * A new session of the user, one for each login that a browser begins, and so many at most: the one that was used
     * longest ago ends. That the login was used is written here and not before: strangers write nothing.
     *
     * @param asked the login that the browser has begun
     * @param shown by the browser; the session that it had until now, whoever's it is, ends
     */
    Opening open(Attempt asked, IdToken token, LinkedUsers.Link.One user, LoginAnswer.Shown shown) {
        var cookie = SessionCookie.next(random);
        IdentityProvider provider = token.provider();
        String tenant = provider.tenant();
        return transactions.run(connection -> {
            SessionRows.sweep(connection, tenant);
            if (!used.use(connection, tenant, "login/" + provider.id(), asked.state(provider), REMEMBERED)) {
                return new Opening.UsedBefore();
            }
            Optional<SessionRows.Holder> holder = SessionRows.hold(connection, tenant, user.subject(), user.epoch());
            if (holder.isEmpty()) {
                return new Opening.AccessEnded();
            }
            Optional<SessionCookie> before = shown.session();
            if (before.isPresent()) {
                end(connection, tenant, SessionRows.end(connection, tenant, before.get()), "replaced");
            }
            end(
                    connection,
                    tenant,
                    SessionRows.endUnused(connection, tenant, user.subject(), MOST_OF_ONE - 1),
                    "too_many");
            UUID id = ids.get();
            SessionRows.insert(connection, id, cookie, holder.get(), token, shown.client(), config.lifetime());
            var event = new LoginSucceeded(holder.get().actor(), id, provider.id(), provider.revision());
            trail.append(connection, tenant, List.of(event));
            return new Opening.Opened(cookie);
        });
    }

    /** The living session of the cookie, whichever tenant's it is. */
    Optional<BrowserSession> find(SessionCookie cookie) {
        Optional<BrowserSession> found =
                transactions.read(connection -> SessionRows.find(connection, cookie, config.idle()));
        found.filter(BrowserSession::unseen)
                .ifPresent(session -> transactions.run(connection -> SessionRows.touch(connection, session)));
        return found;
    }

    private void end(Connection connection, String tenant, List<SessionRows.Ended> ended, String reason)
            throws SQLException {
        if (ended.isEmpty()) {
            return;
        }
        trail.append(
                connection,
                tenant,
                ended.stream()
                        .map(each -> new LoginEnded(each.actor(), each.id(), each.subject(), reason))
                        .toList());
    }
}
