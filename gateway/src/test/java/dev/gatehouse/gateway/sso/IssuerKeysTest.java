package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.sso.KeyFetch.Failed;
import dev.gatehouse.gateway.sso.KeyFetch.Fetched;
import dev.gatehouse.gateway.sso.KeyLookup.Found;
import dev.gatehouse.gateway.sso.KeyLookup.Unavailable;
import dev.gatehouse.gateway.sso.KeyLookup.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IssuerKeysTest {
    private static final VerificationKey OLD = key();
    private static final VerificationKey NEW = key();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));
    private final AtomicReference<KeyFetch> published = new AtomicReference<>(new Fetched(Map.of("old", OLD)));
    private final AtomicInteger fetches = new AtomicInteger();
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final IssuerKeys keys = new IssuerKeys(
            () -> {
                fetches.incrementAndGet();
                return published.get();
            },
            now::get,
            background::add,
            new IssuerKeys.Times(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofHours(6)));

    private static VerificationKey key() {
        return new VerificationKey(TokenForge.pair(SigningAlgorithm.EDDSA).getPublic(), "Ed25519", Optional.empty());
    }

    private void later(Duration span) {
        now.updateAndGet(then -> then.plus(span));
    }

    private void inTheBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    @Test
    void fetchesWhenAKeyIsFirstNeededAndThenKnowsIt() {
        assertThat(fetches).hasValue(0);

        for (int i = 0; i < 10; i++) {
            assertThat(keys.find("old")).isEqualTo(new Found(OLD));
        }

        assertThat(fetches).hasValue(1);
        assertThat(background).isEmpty();
    }

    @Test
    void aRotationIsSeenWithTheFirstTokenOfTheNewKey() {
        keys.find("old");
        published.set(new Fetched(Map.of("old", OLD, "new", NEW)));
        later(Duration.ofSeconds(10));

        assertThat(keys.find("new")).isEqualTo(new Found(NEW));
        assertThat(keys.find("old")).isEqualTo(new Found(OLD));
        assertThat(fetches).hasValue(2);
    }

    @Test
    void whoMayNotAskIsToldOnlyWhatIsKnown() {
        assertThat(keys.known("old")).isEqualTo(new Unavailable("key_not_asked_for"));
        assertThat(fetches).hasValue(0);

        keys.find("old");
        later(Duration.ofSeconds(10));

        assertThat(keys.known("old")).isEqualTo(new Found(OLD));
        assertThat(keys.known("new")).isEqualTo(new Unavailable("key_not_asked_for"));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatIsKnownGrowsNotOldWhereNobodyMayAsk() {
        keys.find("old");
        published.set(new Fetched(Map.of("new", NEW)));
        later(Duration.ofMinutes(10));
        assertThat(keys.known("old")).isEqualTo(new Found(OLD));

        inTheBackground();

        assertThat(keys.known("old")).isEqualTo(new Unavailable("key_not_asked_for"));
        assertThat(keys.known("new")).isEqualTo(new Found(NEW));
    }

    @Test
    void inventedKeysAreNoFlood() {
        keys.find("old");
        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.find("invented-" + i)).isEqualTo(new Unknown());
        }
        assertThat(fetches).hasValue(1);

        later(Duration.ofSeconds(10));
        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.find("invented-" + i)).isEqualTo(new Unknown());
        }
        assertThat(fetches).hasValue(2);
    }

    @Test
    void manyAtOnceCauseOneFetch() throws Exception {
        var begun = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var slow = new IssuerKeys(
                () -> {
                    fetches.incrementAndGet();
                    begun.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return published.get();
                },
                now::get,
                Runnable::run,
                new IssuerKeys.Times(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofHours(6)));
        Callable<KeyLookup> ask = () -> slow.find("old");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<KeyLookup>> asked =
                    IntStream.range(0, 100).mapToObj(_ -> callers.submit(ask)).toList();
            begun.await();
            answer.countDown();

            for (Future<KeyLookup> each : asked) {
                assertThat(each.get()).isEqualTo(new Found(OLD));
            }
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatIsOldIsFetchedInTheBackgroundAndWhatWasWithdrawnIsGoneThen() {
        keys.find("old");
        published.set(new Fetched(Map.of("new", NEW)));
        later(Duration.ofMinutes(10));

        assertThat(keys.find("old")).isEqualTo(new Found(OLD));
        assertThat(fetches).hasValue(1);
        inTheBackground();

        assertThat(fetches).hasValue(2);
        assertThat(keys.find("old")).isEqualTo(new Unknown());
        assertThat(keys.find("new")).isEqualTo(new Found(NEW));
    }

    @Test
    void anOldKeyThatManyAskForIsFetchedOnce() {
        keys.find("old");
        later(Duration.ofMinutes(10));
        for (int i = 0; i < 10; i++) {
            keys.find("old");
        }

        inTheBackground();

        assertThat(fetches).hasValue(2);
    }

    @Test
    void whileTheIssuerIsDownItsLastWordCountsForABoundedTime() {
        keys.find("old");
        published.set(new Failed("unreachable"));
        later(Duration.ofHours(6).minusSeconds(1));

        assertThat(keys.find("old")).isEqualTo(new Found(OLD));
        inTheBackground();
        assertThat(fetches).hasValue(2);
        assertThat(keys.find("old")).isEqualTo(new Found(OLD));

        later(Duration.ofSeconds(1));
        assertThat(keys.find("old")).isEqualTo(new Unavailable("unreachable"));
        later(Duration.ofSeconds(10));
        published.set(new Fetched(Map.of("old", OLD)));
        assertThat(keys.find("old")).isEqualTo(new Found(OLD));
    }

    @Test
    void anUnknownKeyIsNotCondemnedWhileTheIssuerIsDown() {
        published.set(new Failed("timeout"));

        assertThat(keys.find("new")).isEqualTo(new Unavailable("timeout"));
        assertThat(keys.find("new")).isEqualTo(new Unavailable("timeout"));
        assertThat(fetches).hasValue(1);

        published.set(new Fetched(Map.of()));
        later(Duration.ofSeconds(10));
        assertThat(keys.find("new")).isEqualTo(new Unknown());
    }

    @Test
    void anIssuerThatIsDownIsLeftAlone() {
        published.set(new Failed("timeout"));
        for (int i = 0; i < 100; i++) {
            keys.find("old");
        }
        assertThat(fetches).hasValue(1);
    }
}
