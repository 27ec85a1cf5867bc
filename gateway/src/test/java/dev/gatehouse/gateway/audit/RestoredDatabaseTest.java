package dev.gatehouse.gateway.audit;

import static dev.gatehouse.gateway.proof.RecordedExecutions.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.Sequencer;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.key.Installation;
import dev.gatehouse.gateway.proof.RecordedExecutions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.LogKeys;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** A database that was put back to an older state, under a home that remembers the newer one. */
@QuarkusTest
class RestoredDatabaseTest {
    /** A tenant of this test's own: its sequencing stays stopped until the gateway starts again. */
    private static final String TENANT = "restored";

    @Inject
    Sequencing sequencing;

    @Inject
    AnchoredCheckpoints anchors;

    @Inject
    Installation installation;

    @Inject
    GatehouseConfig config;

    @Inject
    TestAccess access;

    @Inject
    RecordedExecutions executions;

    private String count(String table) {
        return access.query("SELECT count(*) FROM " + table + " WHERE tenant = ?", TENANT)
                .orElseThrow();
    }

    private void isAnchoredAt(long size) {
        until(() -> anchors.of(TENANT).map(Checkpoint::size).orElse(0L) == size);
    }

    @Test
    void stopsTheTenantsLogAndSaysSo() {
        access.sql("INSERT INTO tenant (name, id) VALUES (?, gen_random_uuid())", TENANT);
        executions.accepted(TENANT);
        isAnchoredAt(1);
        anchors.keep(TENANT, new Checkpoint(installation.origin(TENANT), 5, Hash.of(new byte[32])));
        var errors = new Errors();
        Logger.getLogger("").addHandler(errors);

        try {
            executions.accepted(TENANT);
            until(() -> errors.tenants.contains(TENANT));
        } finally {
            Logger.getLogger("").removeHandler(errors);
        }

        assertThat(count("leaf")).isEqualTo("1");
        assertThat(count("pending_leaf")).isEqualTo("1");
        assertThat(access.query("SELECT size FROM checkpoint WHERE tenant = ?", TENANT))
                .contains("1");
        assertThat(sequencing.sequence(TENANT))
                .isInstanceOfSatisfying(
                        Sequencer.Outcome.Stopped.class,
                        stopped -> assertThat(stopped.reason()).contains("restored"));
    }

    @Test
    void leavesTheLogsOfOtherTenantsGoingOn() {
        ExecutionId other = executions.accepted("globex");

        until(() -> access.query("SELECT 1 FROM pending_leaf WHERE execution_id = ?", other.value())
                .isEmpty());
    }

    @Test
    void anAnchorThatCannotBeReadHoldsUpNoOtherTenant() throws IOException {
        access.sql("INSERT INTO tenant (name, id) VALUES ('damaged', gen_random_uuid())");
        Path anchor = Files.createDirectories(config.home().resolve("anchor")).resolve("damaged");
        Files.writeString(anchor, "half a chec");

        ExecutionId damaged = executions.accepted("damaged");
        ExecutionId other = executions.accepted("globex");

        until(() -> access.query("SELECT 1 FROM pending_leaf WHERE execution_id = ?", other.value())
                .isEmpty());
        assertThat(access.query("SELECT 1 FROM pending_leaf WHERE execution_id = ?", damaged.value()))
                .isPresent();
        Files.delete(anchor);
        until(() -> access.query("SELECT 1 FROM pending_leaf WHERE execution_id = ?", damaged.value())
                .isEmpty());
    }

    private static final class Errors extends Handler {
        private final Queue<String> tenants = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            if (line instanceof ExtLogRecord record && line.getMessage().startsWith("Sequencing stopped")) {
                tenants.add(record.getMdc(LogKeys.TENANT));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
