package dev.gatehouse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.telemetry.CacheMeter;
import dev.gatehouse.gateway.telemetry.Meters;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * What tokens are worth, by their hash: as the database said lately, or as it says now. Good ones and bad ones are kept
 * apart, so that a flood of random tokens displaces no good one; and it does not reach the database either, for one
 * network may only fail so often at a tenant's doors. A token that was good is looked up however often others fail. Thread-safe.
 */
@Singleton
final class TokenStandings {
    private static final int MOST_GOOD = 100_000;
    private static final int MOST_BAD = 10_000;
    private static final Duration BAD_FOR = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final ApiTokens tokens;
    private final Transactions transactions;
    private final InstantSource clock;
    private final Duration goodFor;
    private final FailedLookups failures;
    private final Cache<ByteBuffer, Known> good =
            Caffeine.newBuilder().maximumSize(MOST_GOOD).build();
    private final Cache<ByteBuffer, Known> bad =
            Caffeine.newBuilder().maximumSize(MOST_BAD).build();

    private final CacheMeter meter;

    TokenStandings(
            ApiTokens tokens,
            Transactions transactions,
            InstantSource clock,
            IdentityConfig config,
            FailedLookups failures,
            Meters meters) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.clock = clock;
        this.goodFor = config.tokenCache().compareTo(LONGEST) < 0 ? config.tokenCache() : LONGEST;
        this.failures = failures;
        this.meter = meters.cache("tokens", () -> (int) good.estimatedSize());
    }

    private record Known(TokenStanding standing, Instant until) {}

    /**
     * What the token is worth, as far as is known.
     *
     * @throws DatabaseUnavailable when it has to be looked up and cannot be
     */
    TokenStanding of(ApiToken token, CallerOrigin origin) {
        var hash = ByteBuffer.wrap(token.hash());
        Instant now = clock.instant();
        Optional<TokenStanding> known = known(good, hash, now).or(() -> known(bad, hash, now));
        meter.asked(known.isPresent());
        return known.orElseGet(() -> lookUp(token, hash, origin));
    }

    /** Its subject is not what it was when the token was looked up: the next time it is looked up again. */
    void forget(ApiToken token) {
        good.asMap()
                .computeIfPresent(
                        ByteBuffer.wrap(token.hash()), (_, known) -> new Known(known.standing(), Instant.MIN));
    }

    private static Optional<TokenStanding> known(Cache<ByteBuffer, Known> cache, ByteBuffer hash, Instant now) {
        return Optional.ofNullable(cache.getIfPresent(hash))
                .filter(known -> now.isBefore(known.until()))
                .map(Known::standing);
    }

    private TokenStanding lookUp(ApiToken token, ByteBuffer hash, CallerOrigin origin) {
        if (failures.areTooMany(origin) && good.getIfPresent(hash) == null) {
            return new TokenStanding.NotLookedUp();
        }
        Instant asked = clock.instant();
        Optional<ApiTokens.Found> found = transactions.run(connection -> tokens.find(connection, token));
        if (found.isPresent() && found.get().isGood()) {
            Duration left = found.get().left();
            var standing = new TokenStanding.Good(
                    found.get().tenant(),
                    found.get().subject(),
                    found.get().epoch(),
                    Set.of(),
                    found.get().scope(),
                    Optional.empty());
            good.put(hash, new Known(standing, asked.plus(left.compareTo(goodFor) < 0 ? left : goodFor)));
            return standing;
        }
        failures.count(origin);
        good.invalidate(hash);
        var standing = new TokenStanding.Bad(found.map(row -> row.revoked() ? "token_revoked" : "token_expired")
                .orElse("token_unknown"));
        bad.put(hash, new Known(standing, asked.plus(BAD_FOR)));
        return standing;
    }
}
