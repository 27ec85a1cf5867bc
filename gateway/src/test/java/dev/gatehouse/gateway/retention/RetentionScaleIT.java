package dev.gatehouse.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** A sweep among a million executions: what a batch takes, and what a writer beside it feels. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RetentionScaleIT {
    private static final Logger LOG = Logger.getLogger(RetentionScaleIT.class);
    private static final int BATCHES = 100;

    @Inject
    Retention retention;

    @Inject
    AgedRows aged;

    @Inject
    TestAccess access;

    @Test
    void aBatchAmongAMillionExecutionsIsShort() {
        fill(1_000_000);
        try {
            List<Long> alone = writes(200);
            assertThat(sweep("logs", alone)).isGreaterThan(10_000);
            // The walk through the logs has come to its end, so that the next one takes executions.
            aged.sql("UPDATE retention_position SET at = now() WHERE tenant = 'scale' AND kind = 'logs'");
            assertThat(sweep("executions", alone)).isGreaterThan(10_000);
        } finally {
            empty();
        }
    }

    private long sweep(String kind, List<Long> alone) {
        List<Long> beside = new ArrayList<>();
        List<Long> batches = new ArrayList<>();
        var begun = new AtomicLong(System.nanoTime());

        Map<String, Long> gone = retention.sweep(() -> {
            batches.add(System.nanoTime() - begun.get());
            beside.addAll(writes(2));
            begun.set(System.nanoTime());
            return batches.size() <= BATCHES;
        });

        batches.removeFirst();
        LOG.infof(
                "%s gone in %d batches of 200: median %d ms, slowest %d ms; a write alone %d us, between batches %d us",
                gone,
                batches.size(),
                at(batches, 50) / 1_000_000,
                at(batches, 100) / 1_000_000,
                at(alone, 50) / 1_000,
                at(beside, 50) / 1_000);
        assertThat(Duration.ofNanos(at(batches, 50))).isLessThan(Duration.ofMillis(500));
        assertThat(Duration.ofNanos(at(batches, 100))).isLessThan(Duration.ofSeconds(5));
        return gone.get(kind);
    }

    private void empty() {
        for (String table :
                List.of("leaf", "pending_leaf", "event", "log_chunk", "idempotency_key", "question", "execution")) {
            aged.sql("DELETE FROM " + table + " WHERE tenant = 'scale'");
        }
    }

    private List<Long> writes(int count) {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            access.sql(
                    "INSERT INTO idempotency_key VALUES ('scale', ?, 'k', '\\x00', ?)",
                    UUID.randomUUID(),
                    UUID.randomUUID());
            took.add(System.nanoTime() - begun);
        }
        return took;
    }

    private static long at(List<Long> values, int percent) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** Executions from 200 to 100 days ago, each with its question, key, two events and their leaves. */
    private void fill(int executions) {
        aged.sql("INSERT INTO tenant (name, id) VALUES ('scale', gen_random_uuid())");
        aged.sql("""
                INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                    decision_id, state, worker_group, inputs, launch, timeout_ms, accepted_at, log_bytes, events)
                SELECT 'scale', md5('e' || i)::uuid, 'acme', 'job', md5('j')::uuid, 1, 'd', md5('s')::uuid,
                    md5('e' || i)::uuid, 'SUCCEEDED', 'g', '{}', '{}', 1, now() - (200 - i * 100.0 / %1$d) * interval '1 day',
                    1, 2
                FROM generate_series(1, %1$d) i""".formatted(executions));
        aged.sql("""
                INSERT INTO question SELECT tenant, id, accepted_at, 'execution:create', 'allow', true, subject_id, 1, '{}'
                FROM execution WHERE tenant = 'scale'""");
        aged.sql("""
                INSERT INTO idempotency_key SELECT tenant, subject_id, id::text, '\\x00', id
                FROM execution WHERE tenant = 'scale'""");
        aged.sql("""
                INSERT INTO log_chunk SELECT tenant, id, 1, 0, 'stdout', '\\x41'
                FROM execution WHERE tenant = 'scale'""");
        aged.sql("""
                INSERT INTO event SELECT tenant, md5(n || id::text)::uuid, id, n, 'execution.accepted', accepted_at, '\\x00'
                FROM execution, generate_series(1, 2) n WHERE tenant = 'scale'""");
        aged.sql("""
                INSERT INTO leaf SELECT tenant, 1000000 + row_number() OVER (), id FROM event
                WHERE tenant = 'scale' AND leaf = '\\x00'""");
        aged.sql("ANALYZE");
    }
}
