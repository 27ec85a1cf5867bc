package dev.gatehouse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.operation.SourceAddress;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokenStandingsTest {
    private static final CallerOrigin HERE = new CallerOrigin("acme", new SourceAddress("192.0.2.7"));
    private static final CallerOrigin ELSEWHERE = new CallerOrigin("acme", new SourceAddress("198.51.100.7"));
    private static final CallerOrigin AT_ANOTHER_TENANT = new CallerOrigin("globex", HERE.source());

    @Inject
    TestAccess access;

    @Inject
    ApiTokens rows;

    @Inject
    Transactions transactions;

    @Inject
    Meters meters;

    @Inject
    Tenants tenants;

    @Inject
    SubjectFacts facts;

    @Inject
    AccessTokenStandings accessTokens;

    @Inject
    Impersonating impersonating;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));
    private TokenStandings standings;

    @BeforeEach
    void allowThreeFailures() {
        IdentityConfig config = new IdentityConfig() {
            @Override
            public Duration tokenCache() {
                return Duration.ofHours(1);
            }

            @Override
            public int failedLookups() {
                return 3;
            }
        };
        standings =
                new TokenStandings(rows, transactions, now::get, config, new FailedLookups(config, tenants), meters);
    }

    @Test
    void aGoodTokenIsNotLookedUpAgainForAMinuteAtMost() {
        var ada = access.stranger("acme");
        ApiToken token = ApiToken.parse(ada.token()).orElseThrow();
        assertThat(standings.of(token, HERE)).isInstanceOf(TokenStanding.Good.class);
        access.sql("DELETE FROM api_token WHERE subject_id = ?", ada.subject());

        now.updateAndGet(then -> then.plusSeconds(59));
        assertThat(standings.of(token, HERE)).isInstanceOf(TokenStanding.Good.class);

        now.updateAndGet(then -> then.plusSeconds(2));
        assertThat(standings.of(token, HERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));
    }

    @Test
    void aGoodTokenIsKnownNoLongerThanItLives() {
        var ada = access.stranger("acme");
        access.sql("UPDATE api_token SET expires_at = now() + interval '20 s' WHERE subject_id = ?", ada.subject());
        ApiToken token = ApiToken.parse(ada.token()).orElseThrow();
        assertThat(standings.of(token, HERE)).isInstanceOf(TokenStanding.Good.class);
        access.sql("UPDATE api_token SET expires_at = now() WHERE subject_id = ?", ada.subject());

        now.updateAndGet(then -> then.plusSeconds(21));

        assertThat(standings.of(token, HERE)).isEqualTo(new TokenStanding.Bad("token_expired"));
    }

    @Test
    void aBadTokenIsNotLookedUpAgainForTenSecondsAndCountsOnce() {
        ApiToken token = random();

        for (int i = 0; i < 10; i++) {
            assertThat(standings.of(token, HERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));
        }
        assertThat(standings.of(random(), HERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));
    }

    @Test
    void aBadTokenIsLookedUpAgainAfterItsTenSeconds() {
        var ada = access.stranger("acme");
        ApiToken token = random();
        assertThat(standings.of(token, HERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));
        var draft = new ApiTokens.Draft(UUID.randomUUID(), ada.subject(), Duration.ofHours(1), Optional.empty());
        transactions.run(connection -> rows.insert(connection, "acme", token, draft));

        now.updateAndGet(then -> then.plusMillis(9_999));
        assertThat(standings.of(token, HERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));

        now.updateAndGet(then -> then.plusMillis(1));
        assertThat(standings.of(token, HERE)).isInstanceOf(TokenStanding.Good.class);
    }

    @Test
    void aNetworkThatFailsTooOftenIsNotLookedUpAndHarmsNobodyElse() {
        ApiToken known = ApiToken.parse(access.stranger("acme").token()).orElseThrow();
        standings.of(known, HERE);
        for (int i = 0; i < 3; i++) {
            standings.of(random(), HERE);
        }

        assertThat(standings.of(random(), HERE)).isEqualTo(new TokenStanding.NotLookedUp());
        assertThat(standings.of(random(), ELSEWHERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));
        assertThat(standings.of(random(), AT_ANOTHER_TENANT)).isEqualTo(new TokenStanding.Bad("token_unknown"));
        assertThat(standings.of(known, HERE)).isInstanceOf(TokenStanding.Good.class);
    }

    @Test
    void allTenantsThatThereAreNotAreOneAndFailAtTheOperatorsDoor() {
        for (int i = 0; i < 3; i++) {
            standings.of(random(), new CallerOrigin("nowhere-" + i, HERE.source()));
        }

        assertThat(standings.of(random(), new CallerOrigin("nowhere", HERE.source())))
                .isEqualTo(new TokenStanding.NotLookedUp());
        assertThat(standings.of(random(), new CallerOrigin(Tenants.SYSTEM, HERE.source())))
                .isEqualTo(new TokenStanding.NotLookedUp());
        assertThat(standings.of(random(), HERE)).isEqualTo(new TokenStanding.Bad("token_unknown"));
    }

    @Test
    void aTokenThatWasGoodIsLookedUpAgainHoweverOftenOthersOfItsNetworkFail() {
        var ada = access.stranger("acme");
        ApiToken known = ApiToken.parse(ada.token()).orElseThrow();
        ApiToken forgotten = ApiToken.parse(access.stranger("acme").token()).orElseThrow();
        standings.of(known, HERE);
        standings.of(forgotten, HERE);
        for (int i = 0; i < 3; i++) {
            standings.of(random(), HERE);
        }
        now.updateAndGet(then -> then.plusSeconds(61));
        standings.forget(forgotten);
        for (int i = 0; i < 3; i++) {
            standings.of(random(), HERE);
        }

        assertThat(standings.of(forgotten, HERE)).isInstanceOf(TokenStanding.Good.class);
        assertThat(standings.of(known, HERE)).isInstanceOf(TokenStanding.Good.class);

        access.sql("UPDATE api_token SET revoked_at = now() WHERE subject_id = ?", ada.subject());
        standings.forget(known);
        assertThat(standings.of(known, HERE)).isEqualTo(new TokenStanding.Bad("token_revoked"));
        now.updateAndGet(then -> then.plusSeconds(9));
        assertThat(standings.of(known, HERE)).isEqualTo(new TokenStanding.Bad("token_revoked"));
    }

    @Test
    void whoIsNotLookedUpIsNobodyYet() {
        var identity = new CallerIdentity(tenants, standings, accessTokens, facts, impersonating);
        for (int i = 0; i < 3; i++) {
            standings.of(random(), HERE);
        }

        assertThat(identity.verify(HERE, List.of("Bearer " + random().expose(Function.identity()))))
                .isEqualTo(new CallerIdentity.Identified.Throttled());
    }

    private static ApiToken random() {
        return ApiToken.next(new SecureRandom());
    }
}
