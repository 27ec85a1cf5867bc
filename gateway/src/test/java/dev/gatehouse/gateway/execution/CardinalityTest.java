package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.telemetry.Scrape;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the number of series does not grow with executions, subjects and jobs. */
@QuarkusTest
class CardinalityTest {
    private static final int MANY = 10_000;
    private static final int SUBJECTS = 20;
    private static final int EXECUTIONS_EACH = 5;
    /** Those that libraries make under their own names. */
    private static final Pattern LIBRARIES = Pattern.compile("(jvm|process|system|netty|worker_pool|jdk|executor)_.*");

    private final Logger lines = Logger.getLogger(Telemetry.class.getName());

    @Inject
    Stage stage;

    @Inject
    Telemetry telemetry;

    @Inject
    PolicyEngine policy;

    @Inject
    Supplier<UUID> ids;

    @Inject
    InstantSource clock;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    /** A line for each acceptance is what an operator may ask for; ten thousand say no more to this test. */
    @BeforeEach
    void writeNoLines() {
        lines.setLevel(Level.INFO);
    }

    @AfterEach
    void writeLinesAgain() {
        lines.setLevel(Level.FINE);
    }

    private void wholeWay(Stage.Scene scene) {
        Stage.Running run = stage.running(scene);
        stage.report(run.session(), run.lease(), ExecutionState.SUCCEEDED);
        assertThat(stage.state(run.id())).isEqualTo(ExecutionState.SUCCEEDED);
    }

    private Subject stranger() {
        UUID id = ids.get();
        return new Subject(Stage.TENANT, id, SubjectKind.USER, "user-" + id, true, 1, Set.of(), clock.instant());
    }

    private LockedExecution leased(int i) {
        UUID id = ids.get();
        return new LockedExecution(
                Stage.TENANT,
                new ExecutionId(id),
                new JobReference(name(i), ids.get(), i + 1, "0".repeat(64)),
                ids.get(),
                ids.get(),
                ExecutionState.LEASED,
                "group-" + i,
                0,
                1_000,
                1,
                0,
                0,
                0,
                Optional.of(ids.get()),
                Optional.of(ids.get()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(i),
                false);
    }

    private static JobName name(int i) {
        return new JobName(new Namespace("many.n" + i), "job-" + i);
    }

    private void told(int i) {
        telemetry.accepted(Stage.TENANT, new ExecutionId(ids.get()));
        telemetry.started(leased(i));
        Decision<?> decision = telemetry.decide(policy, new LookupQuestion(stranger(), name(i)));
        assertThat(decision).isInstanceOf(Decision.Deny.class);
    }

    /** Everything that is shown, once what was last done is counted, but what is named after groups, which have room. */
    private Set<String> series() {
        LockSupport.parkNanos(300_000_000);
        var series = new HashSet<>(Scrape.of(management).series());
        series.removeIf(line -> LIBRARIES.matcher(line).matches() || line.contains("gatehouse_worker_group="));
        return series;
    }

    @Test
    void aHundredExecutionsOfManySubjectsAndTenThousandMoreAddNoSeries() {
        wholeWay(stage.scene());
        told(0);
        Set<String> before = series();
        double accepted = accepted();

        for (int i = 0; i < SUBJECTS; i++) {
            var scene = stage.scene();
            for (int j = 0; j < EXECUTIONS_EACH; j++) {
                wholeWay(scene);
            }
        }
        for (int i = 1; i <= MANY; i++) {
            told(i);
        }

        Set<String> added = new HashSet<>(series());
        added.removeAll(before);
        assertThat(added).isEmpty();
        assertThat(accepted())
                .as("counted all the same")
                .isGreaterThanOrEqualTo(accepted + SUBJECTS * EXECUTIONS_EACH + MANY);
        assertThat(List.copyOf(before)).anyMatch(line -> line.startsWith("cicd_pipeline_run_duration_seconds_count"));
    }

    private double accepted() {
        return Scrape.of(management).sum("gatehouse_executions_accepted_total", "gatehouse_tenant=\"acme\"");
    }
}
