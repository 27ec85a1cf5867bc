package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AdministrationEvent.TokenCreated;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.identity.ApiToken;
import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.TokenPermit;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Writes the row and the event of a new token, in the transaction of whoever gives the access. */
@Singleton
final class TokenWriter {
    private final ApiTokens tokens;
    private final AuditTrail trail;
    private final SecureRandom random;
    private final Supplier<UUID> ids;

    TokenWriter(ApiTokens tokens, AuditTrail trail, SecureRandom random, Supplier<UUID> ids) {
        this.tokens = tokens;
        this.trail = trail;
        this.random = random;
        this.ids = ids;
    }

    /** A token that exists once its transaction has committed. */
    record Made(UUID id, UUID subject, ApiToken token, Instant expiresAt) {}

    Made write(Connection connection, TokenPermit permit, UUID account, TokenOrder order) throws SQLException {
        var creator = Optional.of(Asked.actor(permit.subject()));
        return write(
                connection,
                permit.subject().tenant(),
                new Draft(account, order.account(), order.life(), creator, Optional.of(Asked.decision(permit))));
    }

    /** A tenant's first token and its successors: nobody asked, the installation makes them. */
    Made writeFirst(Connection connection, String tenant, UUID account, String name, Duration life)
            throws SQLException {
        return write(connection, tenant, new Draft(account, name, life, Optional.empty(), Optional.empty()));
    }

    private record Draft(
            UUID account, String name, Duration life, Optional<Actor> creator, Optional<DecisionReference> decision) {}

    private Made write(Connection connection, String tenant, Draft draft) throws SQLException {
        var token = ApiToken.next(random);
        UUID id = ids.get();
        Instant expires = tokens.insert(
                connection,
                tenant,
                token,
                new ApiTokens.Draft(
                        id, draft.account(), draft.life(), draft.creator().map(Actor::id)));
        var event = new TokenCreated(draft.creator(), draft.decision(), id, draft.account(), draft.name(), expires);
        trail.append(connection, tenant, List.of(event));
        return new Made(id, draft.account(), token, expires);
    }
}
