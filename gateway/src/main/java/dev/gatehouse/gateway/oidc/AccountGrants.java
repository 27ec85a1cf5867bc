package dev.gatehouse.gateway.oidc;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.AccessTokenEvent.AccessTokenIssued;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.federation.ForeignTokens;
import dev.gatehouse.gateway.federation.ForeignTokens.Trust;
import dev.gatehouse.gateway.federation.RemoteKeys;
import dev.gatehouse.gateway.identity.UsedIds;
import dev.gatehouse.gateway.issuer.AccessGrant;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.issuer.Issuers;
import dev.gatehouse.gateway.sso.KeySet;
import dev.gatehouse.gateway.sso.TokenSignatures;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.policy.SubjectEpoch;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Gives declared service accounts access tokens: for an assertion that one of their own keys signed, once, or for a token of
 * another issuer that they trust.
 */
@Singleton
final class AccountGrants {
    private final Transactions transactions;
    private final ObjectMapper json;
    private final TokenSignatures signatures;
    private final ForeignTokens foreign;
    private final UsedIds used;
    private final AccessTokens tokens;
    private final Issuers issuers;
    private final AuditTrail trail;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    AccountGrants(
            Transactions transactions,
            ObjectMapper json,
            TokenSignatures signatures,
            ForeignTokens foreign,
            UsedIds used,
            AccessTokens tokens,
            Issuers issuers,
            AuditTrail trail,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.json = json;
        this.signatures = signatures;
        this.foreign = foreign;
        this.used = used;
        this.tokens = tokens;
        this.issuers = issuers;
        this.trail = trail;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * How the account proved who it is.
     *
     * @param kind the word of the event
     * @param key whose key it was
     * @param assertion what counts once
     */
    private record Proof(String kind, String key, Optional<AccountAssertion> assertion) {}

    /** @throws DatabaseUnavailable when the account cannot be looked up, or the token not recorded */
    GrantOutcome byKey(String tenant, String name, TokenText text) {
        var assertion = new AccountAssertion(text);
        Optional<String> problem =
                assertion.problem(name, Set.of(issuers.issuer(tenant), issuers.tokenEndpoint(tenant)), clock.instant());
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        Optional<AccountRow> account = find(tenant, name);
        if (account.isEmpty()) {
            return refused("account_unknown");
        }
        return switch (signature(account.get(), text)) {
            case Signature.Good _ ->
                issue(account.get(), new Proof("key", text.header().path("kid").asText(), Optional.of(assertion)));
            case Signature.Refused(String reason) -> refused(reason);
            case Signature.Unavailable(String cause) -> new GrantOutcome.Unavailable(cause);
        };
    }

    private Signature signature(AccountRow account, TokenText text) {
        return account.jwksUri()
                .map(address -> signatures.check(RemoteKeys.at(account.tenant(), address, account.algorithms()), text))
                .orElseGet(() -> TokenSignatures.check(
                        account.jwks().flatMap(KeySet::of).orElseGet(Map::of), account.algorithms(), text));
    }

    /** @throws DatabaseUnavailable when the account cannot be looked up, or the token not recorded */
    GrantOutcome byTrust(String tenant, String name, TokenText token) {
        Optional<AccountRow> account = find(tenant, name);
        if (account.isEmpty()) {
            return refused("account_unknown");
        }
        return switch (foreign.judge(tenant, account.get().trust(), token)) {
            case Trust.Trusted(String issuer) -> issue(account.get(), new Proof("trust", issuer, Optional.empty()));
            case Trust.Refused(String reason) -> refused(reason);
            case Trust.Unavailable(String cause) -> new GrantOutcome.Unavailable(cause);
        };
    }

    private Optional<AccountRow> find(String tenant, String name) {
        return transactions.read(connection -> AccountRow.find(connection, json, tenant, name));
    }

    private GrantOutcome issue(AccountRow account, Proof proof) {
        UUID id = ids.get();
        Optional<String> refusal = transactions.run(connection -> record(connection, account, proof, id));
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        var issued = tokens.issue(new AccessGrant(
                account.tenant(),
                id,
                account.name(),
                new SubjectEpoch(account.subject(), account.epoch()),
                Optional.empty()));
        return new GrantOutcome.Granted(issued.text(), issued.life());
    }

    /** What speaks against it after all; nothing where the token is recorded and may leave. */
    private Optional<String> record(Connection connection, AccountRow account, Proof proof, UUID token)
            throws SQLException {
        if (!account.holds(connection)) {
            return Optional.of("account_changed");
        }
        if (proof.assertion().isPresent()) {
            AccountAssertion assertion = proof.assertion().get();
            Instant now = clock.instant();
            if (!used.use(connection, account.tenant(), account.name(), assertion.id(), assertion.life(now))) {
                return Optional.of("token_replayed");
            }
        }
        Duration life = tokens.life();
        trail.append(
                connection,
                account.tenant(),
                List.of(new AccessTokenIssued(
                        new Actor(account.subject(), account.name()), token, proof.kind(), proof.key(), life)));
        return Optional.empty();
    }

    /** The caller says which error this is: it depends on the grant. */
    private static GrantOutcome refused(String reason) {
        return new GrantOutcome.Refused(OauthError.INVALID_CLIENT, reason);
    }
}
