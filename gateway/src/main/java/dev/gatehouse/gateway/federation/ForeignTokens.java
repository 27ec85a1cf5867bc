package dev.gatehouse.gateway.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.federation.TrustRule.Source;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.gateway.sso.SsoConfig;
import dev.gatehouse.gateway.sso.TokenSignatures;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import dev.gatehouse.gateway.sso.TokenText;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Judges tokens of other issuers by rules of trust (RFC 7523, section 3; RFC 8725): issuer, audience, subject and the claims
 * of one rule exactly, the times, and then the signature. Only issuers that a rule names are ever asked for keys.
 * Thread-safe.
 */
@Singleton
public final class ForeignTokens {
    private static final Set<String> TYPES = Set.of("", "jwt", "application/jwt", "at+jwt", "application/at+jwt");

    private final IdentityProviders providers;
    private final TokenSignatures signatures;
    private final InstantSource clock;
    private final SsoConfig config;

    ForeignTokens(IdentityProviders providers, TokenSignatures signatures, InstantSource clock, SsoConfig config) {
        this.providers = providers;
        this.signatures = signatures;
        this.clock = clock;
        this.config = config;
    }

    /** What a token is worth by the rules. */
    public sealed interface Trust {
        /** One of the rules means it. */
        record Trusted(String issuer) implements Trust {}

        /**
         * None does, or the token is not what it says.
         *
         * @param reason one snake_case word of few
         */
        record Refused(String reason) implements Trust {}

        /** Its issuer's keys are not known and cannot be had. */
        record Unavailable(String cause) implements Trust {}
    }

    /** A rule with the issuer that it means now. */
    private record Effective(TrustRule rule, IdentityProvider issuer) {}

    /**
     * What the token is worth to the tenant by the rules.
     *
     * @throws DatabaseUnavailable when the tenant's providers cannot be read
     */
    public Trust judge(String tenant, List<TrustRule> rules, TokenText token) {
        ObjectNode claims = token.claims();
        List<Effective> named = rules.stream()
                .flatMap(rule -> issuer(tenant, rule.source()).map(issuer -> new Effective(rule, issuer)).stream())
                .filter(each -> is(claims.path("iss"), each.issuer().issuer()))
                .toList();
        if (named.isEmpty()) {
            return new Trust.Refused("issuer_unknown");
        }
        List<Effective> forUs =
                having(named, each -> isOnly(claims.path("aud"), each.issuer().audience()));
        if (forUs.isEmpty()) {
            return new Trust.Refused("token_audience");
        }
        Set<IdentityProvider> meant = having(forUs, each -> means(each.rule(), claims)).stream()
                .map(Effective::issuer)
                .collect(Collectors.toSet());
        if (meant.isEmpty()) {
            return new Trust.Refused("subject_untrusted");
        }
        if (meant.size() > 1) {
            return new Trust.Refused("trust_ambiguous");
        }
        return problem(token)
                .<Trust>map(Trust.Refused::new)
                .orElseGet(() -> signed(meant.iterator().next(), token));
    }

    private static List<Effective> having(List<Effective> rules, Predicate<Effective> condition) {
        return rules.stream().filter(condition).toList();
    }

    private static boolean means(TrustRule rule, ObjectNode claims) {
        return is(claims.path("sub"), rule.subject())
                && rule.claims().entrySet().stream()
                        .allMatch(claim -> is(claims.path(claim.getKey()), claim.getValue()));
    }

    private static boolean is(JsonNode value, String wanted) {
        return wanted.equals(value.textValue());
    }

    /** A token that is for others, too, could be one that they show. */
    private static boolean isOnly(JsonNode audience, String wanted) {
        return is(audience, wanted) || (audience.isArray() && audience.size() == 1 && is(audience.get(0), wanted));
    }

    /** What costs nothing is looked at before anybody is asked for keys. */
    private Optional<String> problem(TokenText token) {
        ObjectNode claims = token.claims();
        if (!TYPES.contains(token.header().path("typ").asText().toLowerCase(Locale.ROOT)) || claims.has("events")) {
            return Optional.of("token_type");
        }
        if (claims.has("cnf")) {
            return Optional.of("token_bound");
        }
        Optional<Instant> issued = JwtTimes.time(claims, "iat");
        if (issued.isEmpty()) {
            return Optional.of("token_claims");
        }
        Instant now = clock.instant();
        return now.isBefore(issued.get().plus(config.tokenAge()))
                ? JwtTimes.problem(claims, now, config.clockSkew())
                : Optional.of("token_too_old");
    }

    private Trust signed(IdentityProvider issuer, TokenText token) {
        return switch (signatures.check(issuer, token)) {
            case Signature.Good _ -> new Trust.Trusted(issuer.issuer());
            case Signature.Refused(String reason) -> new Trust.Refused(reason);
            case Signature.Unavailable(String cause) -> new Trust.Unavailable(cause);
        };
    }

    private Optional<IdentityProvider> issuer(String tenant, Source source) {
        return switch (source) {
            case Source.Declared(String provider) ->
                providers.of(tenant).stream()
                        .filter(each -> each.name().equals(provider))
                        .findFirst();
            case Source.Named named ->
                Optional.of(RemoteKeys.of(tenant, named.issuer(), named.audience(), named.jwksUri(), RemoteKeys.USUAL));
        };
    }
}
