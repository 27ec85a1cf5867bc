package dev.gatehouse.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UuidV7Test {
    /** The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z. */
    private static final Instant THEN = Instant.ofEpochMilli(0x017F22E279B0L);

    private static UUID made(long... randomBits) {
        var bits = new RandomGenerator() {
            private int next;

            @Override
            public long nextLong() {
                return next < randomBits.length ? randomBits[next++] : 0;
            }
        };
        return new UuidV7(InstantSource.fixed(THEN), bits).get();
    }

    @Test
    void makesTheExampleOfTheStandard() {
        assertThat(made(0xCC3L, 0x18C4DC0C0C07398FL)).hasToString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    @Test
    void keepsVersionAndVariantWhateverTheRandomBitsAre() {
        assertThat(made(-1, -1)).hasToString("017f22e2-79b0-7fff-bfff-ffffffffffff");
        assertThat(made(0, 0)).hasToString("017f22e2-79b0-7000-8000-000000000000");
    }

    @Test
    void neverUsesRandomBitsTwice() {
        var ids = new UuidV7(InstantSource.fixed(THEN), new SecureRandom());

        assertThat(Stream.generate(ids).limit(1_000).parallel().distinct()).hasSize(1_000);
    }
}
