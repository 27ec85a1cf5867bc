package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.StoreAnswer.Part;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ValueCacheTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong(1);
    private final ValueCache cache = new ValueCache(MasterKey.ofProcess(new SecureRandom()), now::get);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile StoreAnswer next = new StoreAnswer.Missing(Part.PATH);

    private final SecretStore store = (_, _) -> {
        asked.incrementAndGet();
        return next instanceof StoreAnswer.Found ? found("version " + asked.get()) : next;
    };

    @Test
    void asksForEachStartWhereNothingIsToBeKept() {
        next = found("");
        var declared = declared(OnUnavailable.WAIT, Duration.ZERO, HOUR);

        assertThat(text(cache.read("acme", declared, "kv/db"))).isEqualTo("version 1");
        assertThat(text(cache.read("acme", declared, "kv/db"))).isEqualTo("version 2");
    }

    @Test
    void aKeptValueSavesTheCallUntilItIsTooOld() {
        next = found("");
        var declared = declared(OnUnavailable.WAIT, MINUTE, HOUR);

        assertThat(text(cache.read("acme", declared, "kv/db"))).isEqualTo("version 1");
        pass(MINUTE.minusNanos(1));
        assertThat(text(cache.read("acme", declared, "kv/db"))).isEqualTo("version 1");
        pass(Duration.ofNanos(2));
        assertThat(text(cache.read("acme", declared, "kv/db"))).isEqualTo("version 2");
    }

    @Test
    void whileTheStoreIsAwayTheLastValueCountsOnlyWhereThatIsWantedAndOnlyWhileItIsYoung() {
        next = found("");
        var cached = declared(OnUnavailable.CACHED, Duration.ZERO, HOUR);
        var waiting = declared(OnUnavailable.WAIT, Duration.ZERO, HOUR);
        cache.read("acme", cached, "kv/db");
        next = new StoreAnswer.Unavailable("timeout");

        assertThat(text(cache.read("acme", cached, "kv/db"))).isEqualTo("version 1");
        assertThat(cache.read("acme", waiting, "kv/db")).isEqualTo(next);
        pass(HOUR.plusNanos(1));
        assertThat(cache.read("acme", cached, "kv/db")).isEqualTo(next);
    }

    @Test
    void whatTheStoreDoesNotGiveAnyMoreIsNotGivenFromHere() {
        var cached = declared(OnUnavailable.CACHED, Duration.ZERO, HOUR);
        for (StoreAnswer gone : List.of(new StoreAnswer.Forbidden(), new StoreAnswer.Missing(Part.VERSION))) {
            next = found("");
            cache.read("acme", cached, "kv/db");
            next = gone;

            assertThat(cache.read("acme", cached, "kv/db")).isEqualTo(gone);
            next = new StoreAnswer.Unavailable("timeout");
            assertThat(cache.read("acme", cached, "kv/db")).isEqualTo(next);
        }
    }

    @Test
    void nobodyGetsWhatWasReadForAnotherTenantOrByAnotherDeclaration() {
        next = found("");
        var first = declared(OnUnavailable.CACHED, HOUR, HOUR);
        var second = new DeclaredStore("vault@2", store, PathRules.ALL, OnUnavailable.CACHED, HOUR, HOUR);

        cache.read("acme", first, "kv/db");
        cache.read("globex", first, "kv/db");
        cache.read("acme", second, "kv/db");

        assertThat(asked).hasValue(3);
    }

    @Test
    void ofManyThatWantTheSamePathAtOnceOneAsks() throws Exception {
        var entered = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        SecretStore slow = (_, _) -> {
            asked.incrementAndGet();
            entered.countDown();
            await(answer);
            return found("correct horse");
        };
        var declared =
                new DeclaredStore("vault@1", slow, PathRules.ALL, OnUnavailable.WAIT, Duration.ZERO, Duration.ZERO);
        List<Future<String>> readers = new ArrayList<>();
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            readers.add(threads.submit(() -> text(cache.read("acme", declared, "kv/db"))));
            await(entered);
            var started = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> {
                    synchronized (started) {
                        started.add(Thread.currentThread());
                    }
                    return text(cache.read("acme", declared, "kv/db"));
                }));
            }
            while (waiting(started) < 4) {
                Thread.onSpinWait();
            }
            answer.countDown();
        }

        for (var reader : readers) {
            assertThat(reader.get()).isEqualTo("correct horse");
        }
        assertThat(asked).hasValue(1);
    }

    private static long waiting(List<Thread> started) {
        synchronized (started) {
            return started.stream()
                    .filter(each -> each.getState() == Thread.State.WAITING)
                    .count();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private DeclaredStore declared(OnUnavailable onUnavailable, Duration cacheFor, Duration keepFor) {
        return new DeclaredStore("vault@1", store, PathRules.ALL, onUnavailable, cacheFor, keepFor);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static StoreAnswer found(String text) {
        return new StoreAnswer.Found(
                Map.of("value", SecretValue.copyOf(text.getBytes(StandardCharsets.UTF_8))), Optional.of("1"));
    }

    private static String text(StoreAnswer answer) {
        try (var found = (StoreAnswer.Found) answer) {
            return found.values().get("value").expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
