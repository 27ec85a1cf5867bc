package dev.gatehouse.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** A batch of a sweep takes as long among many executions as among few. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RetentionScaleIT {
    private static final Logger LOG = Logger.getLogger(RetentionScaleIT.class);
    private static final int BATCHES = 80;
    private static final int FEW = 20_000;
    private static final int MANY = 200_000;

    /** Ten times the rows would take ten times as long, if a batch walked through them. */
    private static final int NOISE = 4;

    @Inject
    Retention retention;

    @Inject
    AgedRows aged;

    @Test
    void aBatchDoesNotGrowWithTheTable() {
        aged.sql("INSERT INTO tenant (name, id) VALUES ('scale', gen_random_uuid())");
        try {
            fill(0, FEW, 200, 151);
            long logsAmongFew = batch("logs");
            long executionsAmongFew = batch("executions");
            fill(FEW, MANY, 150, 100);
            long logsAmongMany = batch("logs");
            long executionsAmongMany = batch("executions");

            LOG.infof(
                    "a batch among %d and among %d: logs %d and %d us, executions %d and %d us",
                    FEW, MANY, logsAmongFew, logsAmongMany, executionsAmongFew, executionsAmongMany);
            assertThat(logsAmongMany).isLessThan(NOISE * logsAmongFew);
            assertThat(executionsAmongMany).isLessThan(NOISE * executionsAmongFew);
        } finally {
            empty();
        }
    }

    /** The median of some batches of one kind, in microseconds. */
    private long batch(String kind) {
        // A walk through the logs that has come to its end makes the next one take executions.
        aged.sql("UPDATE retention_position SET at = "
                + (kind.equals("logs") ? "now() - interval '400 days'" : "now()")
                + " WHERE tenant = 'scale' AND kind = 'logs'");
        List<Long> batches = new ArrayList<>();
        var begun = new AtomicLong(System.nanoTime());
        Map<String, Long> gone = retention.sweep(() -> {
            batches.add((System.nanoTime() - begun.get()) / 1_000);
            begun.set(System.nanoTime());
            return batches.size() <= BATCHES;
        });
        assertThat(gone.get(kind)).isGreaterThan(10_000);
        return batches.stream().sorted().toList().get(batches.size() / 2);
    }

    private void empty() {
        for (String table :
                List.of("leaf", "pending_leaf", "event", "log_chunk", "idempotency_key", "question", "execution")) {
            aged.sql("DELETE FROM " + table + " WHERE tenant = 'scale'");
        }
    }

    /** Executions of the days between these ages, each with its question, key, two events and their leaves. */
    private void fill(int first, int count, int oldest, int youngest) {
        aged.sql("""
                INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                    decision_id, state, worker_group, inputs, launch, timeout_ms, accepted_at, log_bytes, events)
                SELECT 'scale', md5('e' || %1$d + i)::uuid, 'acme', 'job', md5('j')::uuid, 1, 'd', md5('s')::uuid,
                    md5('e' || i)::uuid, 'SUCCEEDED', 'g', '{}', '{}', 1,
                    now() - (%3$d - i * (%3$d - %4$d.0) / %2$d) * interval '1 day', 1, 2
                FROM generate_series(1, %2$d) i""".formatted(first, count, oldest, youngest));
        String these =
                " WHERE tenant = 'scale' AND accepted_at > now() - interval '%d days 12 hours'".formatted(oldest);
        aged.sql("""
                INSERT INTO question SELECT tenant, id, accepted_at, 'execution:create', 'allow', true, subject_id, 1, '{}'
                FROM execution""" + these);
        aged.sql("""
                INSERT INTO idempotency_key SELECT tenant, subject_id, id::text, '\\x00', id
                FROM execution""" + these);
        aged.sql("""
                INSERT INTO log_chunk SELECT tenant, id, 1, 0, 'stdout', '\\x41'
                FROM execution""" + these);
        aged.sql("""
                INSERT INTO event SELECT tenant, md5(n || id::text)::uuid, id, n, 'execution.accepted', accepted_at, '\\x00'
                FROM execution, generate_series(1, 2) n""" + these);
        aged.sql("""
                INSERT INTO leaf SELECT tenant, 1000000 + %d + row_number() OVER (), id FROM event
                WHERE tenant = 'scale' AND leaf = '\\x00' AND at > now() - interval '%d days 12 hours'""".formatted(2 * first, oldest));
        aged.sql("ANALYZE");
    }
}
