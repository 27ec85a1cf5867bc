package dev.gatehouse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.sso.AccessToken;
import dev.gatehouse.gateway.sso.AccessTokenVerifier;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.gateway.sso.KeySource;
import dev.gatehouse.gateway.sso.TokenOutcome;
import dev.gatehouse.gateway.telemetry.CacheMeter;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What access tokens are worth to a tenant, our own and those of its identity providers, by their hash. A good one is known
 * for a minute at most, never beyond its end, and only while the tenant declares its provider as it did; a bad one for ten
 * seconds. However many bad ones its network shows, each is verified by the keys that are known, without any I/O, and only
 * behind a good signature is anything looked up. An unknown key is fetched, unless too many bad ones came. Thread-safe.
 */
@Singleton
final class AccessTokenStandings {
    private static final int MOST_GOOD = 100_000;
    private static final int MOST_BAD = 10_000;
    private static final Duration BAD_FOR = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final AccessTokenVerifier verifier;
    private final IssuedTokenStandings issued;
    private final IdentityProviders providers;
    private final LinkedUsers users;
    private final SubjectFacts facts;
    private final InstantSource clock;
    private final FailedLookups failures;
    private final Duration goodFor;
    private final Cache<Shown, Known> good =
            Caffeine.newBuilder().maximumSize(MOST_GOOD).build();
    private final Cache<Shown, Refused> bad =
            Caffeine.newBuilder().maximumSize(MOST_BAD).build();

    private final CacheMeter meter;

    AccessTokenStandings(
            AccessTokenVerifier verifier,
            IssuedTokenStandings issued,
            IdentityProviders providers,
            LinkedUsers users,
            SubjectFacts facts,
            InstantSource clock,
            FailedLookups failures,
            IdentityConfig config,
            Meters meters) {
        this.verifier = verifier;
        this.issued = issued;
        this.providers = providers;
        this.users = users;
        this.facts = facts;
        this.clock = clock;
        this.failures = failures;
        this.goodFor = config.tokenCache().compareTo(LONGEST) < 0 ? config.tokenCache() : LONGEST;
        this.meter = meters.cache("access_tokens", () -> (int) good.estimatedSize());
    }

    /** A token at a tenant's door: the same token may be worth something else at another's. */
    private record Shown(String tenant, ByteBuffer hash) {
        static Shown of(String tenant, String token) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
                return new Shown(tenant, ByteBuffer.wrap(hash));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has SHA-256", impossible);
            }
        }
    }

    /** @param provider absent where the token is our own */
    private record Known(TokenStanding.Good standing, Optional<IdentityProvider> provider, Instant until) {}

    /** @param declared all that the tenant declared then: another one might have believed the token */
    private record Refused(TokenStanding.Bad standing, List<IdentityProvider> declared, Instant until) {}

    /**
     * What the token is worth to the tenant, as far as is known.
     *
     * @throws DatabaseUnavailable when providers or users cannot be looked up
     */
    TokenStanding of(CallerOrigin origin, String token) {
        var shown = Shown.of(origin.tenant(), token);
        Instant now = clock.instant();
        Optional<TokenStanding> known = knownGood(shown, now).or(() -> knownBad(shown, now));
        meter.asked(known.isPresent());
        return known.orElseGet(() -> verify(shown, token, origin));
    }

    /**
     * What the token is worth where it is one of our own, of whichever tenant; nothing where it is another issuer's.
     *
     * @throws DatabaseUnavailable when the subject cannot be looked up
     */
    Optional<TokenStanding> ofOurs(String token) {
        return issued.of(token).map(IssuedTokenStandings.Judged::standing);
    }

    /** The subject is not what it was: the next time the token is verified again. */
    void forget(String tenant, String token) {
        good.asMap()
                .computeIfPresent(
                        Shown.of(tenant, token),
                        (_, known) -> new Known(known.standing(), known.provider(), Instant.MIN));
    }

    private Optional<TokenStanding> knownGood(Shown shown, Instant now) {
        return Optional.ofNullable(good.getIfPresent(shown))
                .filter(known -> now.isBefore(known.until())
                        && known.provider()
                                .map(each -> providers.of(shown.tenant()).contains(each))
                                .orElse(true))
                .map(Known::standing);
    }

    private Optional<TokenStanding> knownBad(Shown shown, Instant now) {
        return Optional.ofNullable(bad.getIfPresent(shown))
                .filter(known -> now.isBefore(known.until())
                        && providers.of(shown.tenant()).equals(known.declared()))
                .map(Refused::standing);
    }

    private TokenStanding verify(Shown shown, String token, CallerOrigin origin) {
        Instant asked = clock.instant();
        List<IdentityProvider> declared = providers.of(shown.tenant());
        Optional<IssuedTokenStandings.Judged> ours = issued.of(token);
        if (ours.isPresent()) {
            return switch (ours.get().standing()) {
                case TokenStanding.Good standing ->
                    good(shown, standing, Optional.empty(), asked, ours.get().end());
                case TokenStanding.Bad refused ->
                    refused(shown, origin, new Refused(refused, declared, asked.plus(BAD_FOR)));
                case TokenStanding.Unknowable other -> other;
                case TokenStanding.NotLookedUp other -> other;
            };
        }
        KeySource source = failures.areTooMany(origin) ? KeySource.KNOWN : KeySource.ISSUER;
        return switch (verifier.verify(shown.tenant(), token, source)) {
            case TokenOutcome.Verified(AccessToken verified) ->
                switch (linked(verified)) {
                    case TokenStanding.Good standing ->
                        good(shown, standing, Optional.of(verified.provider()), asked, verified.expiresAt());
                    case TokenStanding.Bad refused ->
                        refused(shown, origin, new Refused(refused, declared, asked.plus(BAD_FOR)));
                    case TokenStanding.Unknowable other -> other;
                    case TokenStanding.NotLookedUp other -> other;
                };
            case TokenOutcome.Refused(String reason) ->
                refused(shown, origin, new Refused(new TokenStanding.Bad(reason), declared, asked.plus(BAD_FOR)));
            case TokenOutcome.Unavailable(String cause) ->
                source == KeySource.KNOWN ? new TokenStanding.NotLookedUp() : new TokenStanding.Unknowable(cause);
        };
    }

    private TokenStanding good(
            Shown shown, TokenStanding.Good standing, Optional<IdentityProvider> provider, Instant asked, Instant end) {
        Instant until = asked.plus(goodFor);
        good.put(shown, new Known(standing, provider, end.isBefore(until) ? end : until));
        return standing;
    }

    private TokenStanding refused(Shown shown, CallerOrigin origin, Refused refused) {
        failures.count(origin);
        good.invalidate(shown);
        bad.put(shown, refused);
        return refused.standing();
    }

    private TokenStanding linked(AccessToken token) {
        return switch (users.of(token.provider(), token.subject(), token.email())) {
            case LinkedUsers.Link.Nobody() -> new TokenStanding.Bad("user_unknown");
            case LinkedUsers.Link.Several() -> new TokenStanding.Bad("user_ambiguous");
            case LinkedUsers.Link.One(var subject, long epoch, var ended) -> {
                if (ended.isPresent() && !token.issuedAt().isAfter(ended.get())) {
                    yield new TokenStanding.Bad("access_ended");
                }
                yield facts.live(token.provider().tenant(), subject)
                        .<TokenStanding>map(user -> good(token, user, epoch))
                        .orElseGet(() -> new TokenStanding.Bad("user_unknown"));
            }
        };
    }

    /** @param epoch the one that was read with the link and the end: facts may be newer, and then it is asked again */
    private static TokenStanding good(AccessToken token, Subject user, long epoch) {
        IdentityProvider provider = token.provider();
        return new TokenStanding.Good(
                user.tenant(), user.id(), epoch, claimed(provider, token.groups()), Optional.empty(), Optional.empty());
    }

    private static Set<UUID> claimed(IdentityProvider provider, List<String> names) {
        Stream<UUID> source =
                names.isEmpty() ? Stream.of() : Stream.of(ClaimGroup.source(provider.id(), provider.issuer()));
        return Stream.concat(source, names.stream().map(name -> ClaimGroup.id(provider.id(), name)))
                .collect(Collectors.toSet());
    }
}
