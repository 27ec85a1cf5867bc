package dev.gatehouse.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an operator bounds, whatever tenants declare. */
@QuarkusTest
class OperatorRateTest {
    private static final Instant NOW = Instant.parse("2026-11-27T21:30:00Z");

    @Inject
    LimitBook book;

    @Inject
    RateRefusals refusals;

    private static Start start(String tenant, int subject) {
        return new Start(tenant, JobName.parse("n" + subject + "/etl").orElseThrow(), new UUID(0, subject));
    }

    @Test
    void boundsEachTenantWhoeverAsksAndForWhatever() {
        var rates = new RateLimits(book, () -> NOW, refusals, () -> OptionalInt.of(2));

        assertThat(rates.ofCaller(start("acme", 1))).isEmpty();
        assertThat(rates.ofCaller(start("acme", 2))).isEmpty();

        assertThat(rates.ofCaller(start("acme", 3)))
                .contains(new LimitReached(
                        new LimitName(LimitKind.RATE, Per.TENANT, Namespace.ROOT), Duration.ofMillis(500)));
        assertThat(rates.ofCaller(start("globex", 1))).isEmpty();
    }

    @Test
    void boundsNobodyWhereItIsAbsent() {
        var rates = new RateLimits(book, () -> NOW, refusals, OptionalInt::empty);

        for (int i = 0; i < 100; i++) {
            assertThat(rates.ofCaller(start("acme", i))).isEmpty();
        }
    }
}
