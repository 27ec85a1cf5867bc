package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static dev.gatehouse.worker.agent.AgentBench.untilStopped;
import static dev.gatehouse.worker.agent.AgentBench.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.RenewRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    @TempDir
    private Path folder;

    private AgentBench bench;
    private FakeGateway gateway;

    @BeforeEach
    void open() throws IOException {
        bench = new AgentBench(folder);
        gateway = bench.gateway;
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void running(CountDownLatch end) throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        bench.start(_ -> {
            begun.countDown();
            return waiting(end);
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> begun.getCount() == 0)).isTrue();
    }

    private Thread stopping() {
        return Thread.ofPlatform().start(() -> {
            try {
                bench.stop();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    @Test
    void finishesWhatRunsTellsTheGatewayAndLeaves() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        bench.draining(Duration.ofMinutes(1));
        running(end);
        String session = gateway.session;

        Thread closing = stopping();
        assertThat(until(() -> gateway.renewals.stream().anyMatch(RenewRequest::draining)))
                .isTrue();
        end.countDown();
        closing.join();

        assertThat(gateway.reports.getFirst().error()).isNull();
        assertThat(gateway.left).containsExactly(session);
    }

    @Test
    void endsWhatRunsLongerThanItWaitsAndReportsIt() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        bench.draining(Duration.ofMillis(50)).start(assignment -> {
            begun.countDown();
            return untilStopped(assignment);
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> begun.getCount() == 0)).isTrue();

        bench.stop();

        assertThat(gateway.reports.getFirst().error()).isEqualTo("worker_stopped");
        assertThat(gateway.left).hasSize(1);
    }

    @Test
    void beginsNothingThatItClaimedBeforeItDrains() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        bench.draining(Duration.ofMinutes(1));
        running(end);

        Thread closing = stopping();
        assertThat(until(() -> gateway.renewals.stream().anyMatch(RenewRequest::draining)))
                .isTrue();
        gateway.queue.add(new Claim(FakeGateway.EXECUTION, 2, 1, FakeGateway.TRACE));
        end.countDown();
        closing.join();

        assertThat(gateway.starts).noneMatch(start -> start.fence() == 2);
    }

    @Test
    void isToEndWhenTheGatewayAsksForIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        running(end);
        var answer = new AtomicReference<Optional<String>>();
        Thread main = Thread.ofPlatform().start(() -> answer.set(bench.agent().await()));

        gateway.drains = true;
        main.join();
        end.countDown();

        assertThat(answer.get()).isEmpty();
        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.registrations).hasSize(1);
    }

    @Test
    void goesOnWhileNobodyAsksForIt() throws IOException {
        bench.start(_ -> AgentBench.succeeded());

        assertThat(until(() -> gateway.renewals.size() > 3)).isTrue();

        assertThat(gateway.renewals).noneMatch(RenewRequest::draining);
        assertThat(gateway.left).isEmpty();
    }
}
