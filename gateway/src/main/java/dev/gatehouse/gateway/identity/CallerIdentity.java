package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.issuer.Impersonator;
import dev.gatehouse.gateway.operation.SourceAddress;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The one class that verifies bearer tokens: it turns an {@code Authorization} header into a subject with live facts. A
 * token is one of ours, opaque or an access token of our own issuer ({@code iss}), or an access token of an identity
 * provider that the path's tenant declares.
 *
 * <p>What a token was worth is known for at most a minute, and for as long as its subject does not change: a token that
 * is revoked raises the epoch of its subject, which is read again every second. Thread-safe. A token of ours goes nowhere
 * but through SHA-256.
 *
 * <p>Next on the tour: {@code ExecutionPipeline}.
 */
@Singleton
public final class CallerIdentity {
    /** How the header of every JWT begins: a brace and a quotation mark, in base64url. */
    private static final Pattern JWT = Pattern.compile("ey[A-Za-z0-9_-]*\\.");

    private final Tenants tenants;
    private final TokenStandings tokens;
    private final AccessTokenStandings accessTokens;
    private final SubjectFacts facts;
    private final Impersonating impersonating;

    CallerIdentity(
            Tenants tenants,
            TokenStandings tokens,
            AccessTokenStandings accessTokens,
            SubjectFacts facts,
            Impersonating impersonating) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.accessTokens = accessTokens;
        this.facts = facts;
        this.impersonating = impersonating;
    }

    /** Who a request turned out to come from. */
    public sealed interface Identified {
        record Known(Subject subject) implements Identified {}

        /**
         * Nobody whom we know, or whose access still holds.
         *
         * @param reason what is counted; the caller does not hear it
         */
        record Nobody(String reason) implements Identified {}

        /** Somebody of another tenant, to whom nothing here exists. */
        record Stranger() implements Identified {}

        /** Too many bad tokens come to this tenant from the caller's network, and this one is not known. */
        record Throttled() implements Identified {}

        /** Whom the token means cannot be said now, for its issuer does not say what it signs with. */
        record Unknowable() implements Identified {}
    }

    /**
     * Verifies the headers of a request to the tenant that its path names.
     *
     * @throws DatabaseUnavailable when the token or the subject cannot be looked up
     */
    public Identified verify(CallerOrigin origin, List<String> authorization) {
        if (authorization.isEmpty()) {
            return new Identified.Nobody("token_missing");
        }
        return BearerToken.in(authorization)
                .flatMap(shown -> ApiToken.parse(shown)
                        .map(token -> verify(
                                Optional.of(origin.tenant()),
                                origin.source(),
                                () -> tokens.of(token, origin),
                                () -> tokens.forget(token)))
                        .or(() -> ofProvider(origin, shown)))
                .orElseGet(() -> new Identified.Nobody("token_malformed"));
    }

    /**
     * Verifies the headers of a request whose path names no tenant: it is the token's. Only tokens of ours have one; to
     * which tenant one of an identity provider is shown it does not say.
     *
     * @param origin where failures count
     * @throws DatabaseUnavailable when the token or the subject cannot be looked up
     */
    Identified verifyOfAnyTenant(CallerOrigin origin, List<String> authorization) {
        if (authorization.isEmpty()) {
            return new Identified.Nobody("token_missing");
        }
        return BearerToken.in(authorization)
                .flatMap(shown -> ApiToken.parse(shown)
                        .map(token -> verify(
                                Optional.empty(),
                                origin.source(),
                                () -> tokens.of(token, origin),
                                () -> tokens.forget(token)))
                        .or(() -> accessTokens
                                .ofOurs(shown)
                                .map(first -> verify(
                                        Optional.empty(),
                                        origin.source(),
                                        () -> accessTokens.ofOurs(shown).orElse(first),
                                        () -> {}))))
                .orElseGet(() -> new Identified.Nobody("token_of_no_tenant"));
    }

    /**
     * The subject of the same headers as it is now; nothing where they identify nobody any more.
     *
     * @throws DatabaseUnavailable when the token or the subject cannot be looked up
     */
    Optional<Subject> again(Subject subject, List<String> authorization, CallerOrigin origin) {
        facts.reread(subject.tenant(), subject.id());
        return switch (verify(origin, authorization)) {
            case Identified.Known(Subject now) -> Optional.of(now);
            case Identified.Nobody _, Identified.Stranger _, Identified.Throttled _, Identified.Unknowable _ ->
                Optional.empty();
        };
    }

    /** To a tenant that there is not, nobody is anybody. */
    private Optional<Identified> ofProvider(CallerOrigin origin, String shown) {
        return Optional.of(shown)
                .filter(token -> JWT.matcher(token).lookingAt() && tenants.exists(origin.tenant()))
                .map(token -> verify(
                        Optional.of(origin.tenant()),
                        origin.source(),
                        () -> accessTokens.of(origin, token),
                        () -> accessTokens.forget(origin.tenant(), token)));
    }

    /** @param tenant whose path it is, where the path names one */
    private Identified verify(
            Optional<String> tenant, SourceAddress source, Supplier<TokenStanding> look, Runnable forget) {
        TokenStanding standing = look.get();
        if (standing instanceof TokenStanding.Good good && hasChanged(good)) {
            forget.run();
            facts.reread(good.tenant(), good.subject());
            good.impersonator()
                    .ifPresent(
                            actor -> facts.reread(good.tenant(), actor.subject().subject()));
            standing = look.get();
        }
        return switch (standing) {
            case TokenStanding.Good good -> subject(tenant, source, good);
            case TokenStanding.Bad(String reason) -> new Identified.Nobody(reason);
            case TokenStanding.NotLookedUp() -> new Identified.Throttled();
            case TokenStanding.Unknowable _ -> new Identified.Unknowable();
        };
    }

    /** Whether the subject is not at the epoch that the token was looked up with. */
    private boolean hasChanged(TokenStanding.Good good) {
        return facts.live(good.tenant(), good.subject())
                        .filter(subject -> subject.epoch() == good.epoch())
                        .isEmpty()
                || !impersonatorStands(good);
    }

    private boolean impersonatorStands(TokenStanding.Good good) {
        return good.impersonator()
                .map(actor -> IssuedTokenStandings.isAt(
                        actor.subject(),
                        facts.live(good.tenant(), actor.subject().subject())))
                .orElse(true);
    }

    private Identified subject(Optional<String> tenant, SourceAddress source, TokenStanding.Good good) {
        Optional<Subject> subject = facts.live(good.tenant(), good.subject()).filter(Subject::active);
        if (subject.isEmpty()) {
            return new Identified.Nobody("subject_ended");
        }
        if (good.impersonator()
                .filter(actor -> !impersonating.isAllowed(actor, subject.get()))
                .isPresent()) {
            return new Identified.Nobody("impersonation_denied");
        }
        return tenant.map(good.tenant()::equals).orElse(true) && tenants.exists(good.tenant())
                ? new Identified.Known(ClaimGroup.with(good.groups(), subject.get())
                        .within(good.scope())
                        .actedBy(
                                good.impersonator().map(Impersonator::subject),
                                good.impersonator().map(Impersonator::claimed).orElse(Set.of()))
                        .from(source.literal()))
                : new Identified.Stranger();
    }
}
