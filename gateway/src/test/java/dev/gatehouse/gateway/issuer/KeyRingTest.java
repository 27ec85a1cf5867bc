package dev.gatehouse.gateway.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.issuer.KeyRing.Aged;
import dev.gatehouse.gateway.issuer.KeyRing.Times;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Times TIMES = new Times(Duration.ofMinutes(15), Duration.ofDays(30), Duration.ofHours(2));
    private static final SigningKey OLD = key(1);
    private static final SigningKey NEW = key(2);

    private static SigningKey key(int number) {
        return SigningKey.make(new UUID(0, number), new SecureRandom());
    }

    private static KeyRing ring(Aged... keys) {
        return KeyRing.of(List.of(keys), TIMES);
    }

    private static Aged aged(SigningKey key, Duration age) {
        return new Aged(key, age);
    }

    @Test
    void withoutAKeyNobodySignsAndOneIsWanted() {
        assertThat(ring().signer()).isEmpty();
        assertThat(ring().wantsNext()).isTrue();
    }

    @Test
    void theFirstKeySignsAtOnce() {
        KeyRing ring = ring(aged(OLD, Duration.ZERO));

        assertThat(ring.signer()).contains(OLD);
        assertThat(ring.wantsNext()).isFalse();
    }

    @Test
    void aNewKeyIsPublishedBeforeItSigns() {
        KeyRing ring = ring(aged(OLD, Duration.ofDays(30)), aged(NEW, Duration.ofMinutes(14)));

        assertThat(ring.signer()).contains(OLD);
        assertThat(ring.published()).containsExactly(OLD, NEW);
    }

    @Test
    void theOldKeyIsPublishedForAsLongAsWhatItSignedMayLive() {
        KeyRing ring = ring(aged(NEW, Duration.ofMinutes(134)), aged(OLD, Duration.ofDays(31)));

        assertThat(ring.signer()).contains(NEW);
        assertThat(ring.published()).containsExactly(OLD, NEW);
        assertThat(ring.over()).isEmpty();
    }

    @Test
    void thenItIsOver() {
        KeyRing ring = ring(aged(NEW, Duration.ofMinutes(135)), aged(OLD, Duration.ofDays(31)));

        assertThat(ring.published()).containsExactly(NEW);
        assertThat(ring.over()).containsExactly(OLD);
    }

    @Test
    void theNextOneIsWantedWhenTheYoungestHasLivedItsLife() {
        assertThat(ring(aged(OLD, Duration.ofDays(30))).wantsNext()).isTrue();
        assertThat(ring(aged(OLD, Duration.ofDays(30)), aged(NEW, Duration.ZERO))
                        .wantsNext())
                .isFalse();
    }

    @Test
    void aKeyCannotBePrinted() {
        assertThat(OLD.toString()).isEqualTo("SigningKey[redacted]");
    }
}
