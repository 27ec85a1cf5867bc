package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.AdministrationEvent.TokenCreated;
import dev.gatehouse.audit.AdministrationEvent.TokenRotated;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.identity.ApiToken;
import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.OwnTokenPermit;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.Subject;
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

    UUID nextId() {
        return ids.get();
    }

    Made write(Connection connection, TokenPermit permit, UUID account, TokenOrder order) throws SQLException {
        var draft = new ApiTokens.Draft(
                nextId(), account, order.life(), Optional.of(permit.subject().id()));
        return write(connection, permit.subject().tenant(), draft, order.account(), Optional.of(permit));
    }

    /** One of the permit's own subject. */
    Made writeOwn(Connection connection, OwnTokenPermit permit, OwnTokenOrder order) throws SQLException {
        Subject owner = permit.subject();
        UUID id = nextId();
        var draft = new ApiTokens.Draft(
                id, owner.id(), order.life(), Optional.of(owner.id()), order.name(), order.scope(id));
        return write(connection, owner.tenant(), draft, owner.name(), Optional.of(permit));
    }

    /** One that leaves what the old one leaves. */
    Made writeSuccessor(Connection connection, Permit permit, TokenRow old, UUID id, Duration life, Instant oldEndsAt)
            throws SQLException {
        var draft = new ApiTokens.Draft(
                id,
                old.subject(),
                life,
                Optional.of(permit.subject().id()),
                old.name(),
                old.scope().map(scope -> new Scope(id, scope.permissions(), scope.namespace())));
        var token = ApiToken.next(random);
        Instant expires = tokens.insert(connection, permit.subject().tenant(), token, draft);
        var event = new TokenRotated(
                Asked.actor(permit.subject()), Asked.decision(permit), old.id(), id, old.subject(), oldEndsAt, expires);
        trail.append(connection, permit.subject().tenant(), List.of(event));
        return new Made(id, old.subject(), token, expires);
    }

    /** A tenant's first token and its successors: nobody asked, the installation makes them. */
    Made writeFirst(Connection connection, String tenant, UUID account, String name, Duration life)
            throws SQLException {
        var draft = new ApiTokens.Draft(nextId(), account, life, Optional.empty());
        return write(connection, tenant, draft, name, Optional.empty());
    }

    private Made write(
            Connection connection,
            String tenant,
            ApiTokens.Draft draft,
            String subjectName,
            Optional<? extends Permit> permit)
            throws SQLException {
        var token = ApiToken.next(random);
        Instant expires = tokens.insert(connection, tenant, token, draft);
        var event = new TokenCreated(
                permit.map(each -> Asked.actor(each.subject())),
                permit.map(Asked::decision),
                draft.id(),
                draft.subject(),
                subjectName,
                expires,
                draft.scope()
                        .map(scope -> scope.permissions().stream()
                                .map(Permission::toString)
                                .sorted()
                                .toList())
                        .orElse(List.of()),
                draft.scope().map(scope -> scope.namespace().path()).orElse(""));
        trail.append(connection, tenant, List.of(event));
        return new Made(draft.id(), draft.subject(), token, expires);
    }
}
