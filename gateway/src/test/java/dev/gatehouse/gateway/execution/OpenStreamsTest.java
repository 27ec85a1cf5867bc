package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OpenStreams open = new OpenStreams(new Limits(2, 3, 4), new Meters(registry));

    private record Limits(int perSubject, int perTenant, int perGateway) implements StreamConfig {
        @Override
        public Duration recheck() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration accessCheck() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longest() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration slowReader() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int readers() {
            return 1;
        }
    }

    private static Subject subject(String tenant, int number) {
        return new Subject(
                tenant, new UUID(0, number), SubjectKind.USER, "u" + number, true, 1, Set.of(), Instant.EPOCH);
    }

    private static void assertRefused(ThrowingCallable opening, int status, String code) {
        assertThatThrownBy(opening).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(status);
            assertThat(refused.problem().code()).isEqualTo(code);
        });
    }

    @Test
    void oneSubjectHasSoManyAndAnotherStillGetsIn() {
        var first = open.open(subject("acme", 1));
        open.open(subject("acme", 1));

        assertRefused(() -> open.open(subject("acme", 1)), 429, "too_many_streams");
        open.open(subject("acme", 2));
        first.close();
        open.open(subject("acme", 1));
        assertThat(open.count()).isEqualTo(3);
    }

    @Test
    void oneTenantHasSoManyAndAnotherStillGetsIn() {
        for (int i = 0; i < 3; i++) {
            open.open(subject("acme", i));
        }

        assertRefused(() -> open.open(subject("acme", 3)), 429, "too_many_streams");
        open.open(subject("globex", 0));
    }

    @Test
    void aGatewayThatIsFullIsA503AndCountsItsStreams() {
        for (int i = 0; i < 4; i++) {
            open.open(subject("t" + i, i));
        }

        assertRefused(() -> open.open(subject("t5", 5)), 503, "streams_exhausted");
        assertThat(registry.get("gatehouse.streams.open").gauge().value()).isEqualTo(4);
    }
}
