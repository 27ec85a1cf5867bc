package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.sso.ExchangeRoom.Party;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExchangeRoomTest {
    private final ExchangeRoom room = new ExchangeRoom(Duration.ZERO);

    private static Party party(int provider, int network) {
        return new Party(new UUID(1, provider), "198.51." + network + ".0/24");
    }

    @Test
    void whoComesFromOneNetworkTakesAPartOfAProvidersPlaces() {
        assertThat(Stream.generate(() -> room.enter(party(1, 1))).limit(6))
                .containsExactly(true, true, true, true, false, false);

        assertThat(room.enter(party(1, 2))).isTrue();
        assertThat(room.enter(party(2, 1))).isTrue();
        room.leave(party(1, 1));
        assertThat(room.enter(party(1, 1))).isTrue();
    }

    @Test
    void aProviderTakesAPartOfTheRoom() {
        for (int network = 0; network < 12; network++) {
            assertThat(room.enter(party(1, network))).isTrue();
        }

        assertThat(room.enter(party(1, 12))).isFalse();
        assertThat(room.enter(party(2, 12))).isTrue();
        room.leave(party(1, 0));
        assertThat(room.enter(party(1, 12))).isTrue();
    }

    @Test
    void whoComesWithManyOthersWaitsForAMoment() throws Exception {
        var patient = new ExchangeRoom(Duration.ofSeconds(30));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> visit = () -> {
                boolean in = patient.enter(party(1, 1));
                if (in) {
                    Thread.sleep(10);
                    patient.leave(party(1, 1));
                }
                return in;
            };

            for (Future<Boolean> each : threads.invokeAll(
                    IntStream.range(0, 20).mapToObj(_ -> visit).toList())) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void onlySoManyOfOneNetworkWaitAndNoneForLong() throws Exception {
        var patient = new ExchangeRoom(Duration.ofSeconds(2));
        assertThat(Stream.generate(() -> patient.enter(party(1, 1))).limit(4)).containsOnly(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long before = System.nanoTime();
            Callable<Duration> visit = () -> {
                assertThat(patient.enter(party(1, 1))).isFalse();
                return Duration.ofNanos(System.nanoTime() - before);
            };

            var waits = threads
                    .invokeAll(IntStream.range(0, 100).mapToObj(_ -> visit).toList())
                    .stream()
                    .map(Future::resultNow)
                    .filter(wait -> wait.compareTo(Duration.ofSeconds(2)) >= 0);

            assertThat(waits).hasSize(64);
        }
    }
}
