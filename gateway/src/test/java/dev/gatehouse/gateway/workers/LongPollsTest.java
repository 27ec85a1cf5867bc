package dev.gatehouse.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.gateway.operation.AtSignal;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The polls of a gateway of our own, which stops before the others do. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LongPollsTest {
    private static final String GROUP = "stopping";

    @Inject
    WorkerRows rows;

    @Inject
    Watch watch;

    private final AtSignal signal = new AtSignal();
    private final News news = new News(signal);
    private final AtomicInteger looks = new AtomicInteger();
    private WorkerSession session = new WorkerSession("acme", new UUID(0, 0), new UUID(0, 0), GROUP);

    @BeforeEach
    void register() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", GROUP));
        session = new WorkerSession("acme", UUID.fromString(worker.session()), UUID.fromString(worker.worker()), GROUP);
    }

    /** Under which no poll waits longer than a second and a half. */
    private static WorkersConfig impatient() {
        return new SmallRyeConfigBuilder()
                .withMapping(WorkersConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("gatehouse.worker.long-poll", "PT1.5S"), "test", 100))
                .build()
                .getConfigMapping(WorkersConfig.class);
    }

    private static WorkersConfig asUsual() {
        return new SmallRyeConfigBuilder()
                .withMapping(WorkersConfig.class)
                .build()
                .getConfigMapping(WorkersConfig.class);
    }

    private List<Object> poll(WorkersConfig config, Duration wanted) {
        return new LongPolls(watch, news, config)
                .poll(session, Watch.For.WORK, news.work("acme", GROUP), 1, wanted, () -> false, () -> {
                    looks.incrementAndGet();
                    return List.of();
                });
    }

    @Test
    void theSignalEndsTheOpenPollAndRefusesTheNext() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var open = threads.submit(() -> poll(asUsual(), Duration.ofSeconds(20)));
            Until.sees(looks::get, count -> count > 0);
            assertThat(open.isDone()).isFalse();

            signal.end();

            assertThat(open.get(3, TimeUnit.SECONDS)).isEmpty();
        }
        int before = looks.get();
        assertThatThrownBy(() -> poll(asUsual(), Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo("gateway_stopping");
                    assertThat(refused.problem().toResponse().getStatus()).isEqualTo(503);
                    assertThat(refused.problem().toResponse().getHeaderString("Retry-After"))
                            .isEqualTo("1");
                });
        assertThat(looks).hasValue(before);
    }

    @Test
    void whoAsksForMoreThanTheLongestWaitsOnlyThat() {
        long begun = System.nanoTime();

        assertThat(poll(impatient(), Duration.ofHours(1))).isEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(8));
    }
}
