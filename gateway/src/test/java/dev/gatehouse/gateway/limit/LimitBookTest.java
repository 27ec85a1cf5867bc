package dev.gatehouse.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of a tenant's limits, and for how long. */
@QuarkusTest
class LimitBookTest {
    private static final String TENANT = "alone";

    @Inject
    LimitBook book;

    @Inject
    TestAccess access;

    private final String namespace = "n" + UUID.randomUUID().toString().substring(24);

    @BeforeEach
    void declare() {
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES (?, 'namespace', 'root', ?, gen_random_uuid(), 1,
                        '{"limits": {"rate": [{"per": "namespace", "requests": 1, "window": "PT1M"}]}}', repeat('0', 64),
                        gen_random_uuid())""", TENANT, namespace);
        book.changed(TENANT);
    }

    @AfterEach
    void forget() {
        access.sql("DELETE FROM resource WHERE tenant = ? AND kind = 'namespace' AND name = ?", TENANT, namespace);
        book.changed(TENANT);
    }

    private void allow(int requests) {
        access.sql(
                "UPDATE resource SET spec = jsonb_set(spec, '{limits,rate,0,requests}', to_jsonb(?)) WHERE tenant = ? AND name = ?",
                requests,
                TENANT,
                namespace);
    }

    private int requests() {
        return book.of(TENANT).rates().getFirst().requests();
    }

    /** Whether the other's change left what was known; in case that a second passes between two looks, at some time. */
    private boolean outlives(String changed) {
        return IntStream.range(0, 5).anyMatch(_ -> {
            int known = requests();
            allow(known + 1);
            book.changed(changed);
            return requests() == known;
        });
    }

    @Test
    void aChangeOfOneTenantLeavesWhatIsKnownOfAnother() {
        assertThat(outlives("acme")).isTrue();
    }

    @Test
    void aChangeOfTheTenantItselfIsSeenAtOnce() {
        assertThat(outlives(TENANT)).isFalse();
    }

    @Test
    void aChangeIsSeenAtOnceByWhoeverAsksAfterItHoweverManyReadMeanwhile() throws Exception {
        var over = new CountDownLatch(1);
        Callable<Integer> reads = () -> {
            int read = 0;
            while (over.getCount() > 0) {
                read += requests() > 0 ? 1 : 0;
            }
            return read;
        };
        try (var threads = Executors.newFixedThreadPool(3)) {
            var readers =
                    IntStream.range(0, 3).mapToObj(_ -> threads.submit(reads)).toList();
            try {
                for (int i = 2; i < 100; i++) {
                    allow(i);
                    book.changed(TENANT);
                    assertThat(requests()).isEqualTo(i);
                }
            } finally {
                over.countDown();
            }
            for (var reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
    }
}
