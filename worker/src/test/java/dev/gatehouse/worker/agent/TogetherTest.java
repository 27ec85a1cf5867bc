package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.Connector;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportRequest.Outcome;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several executions in one request. */
class TogetherTest {
    private static final int COUNT = 6;

    private final FakeGateway gateway;
    /** All run until all have begun, so that they end at once. */
    private final CountDownLatch begun = new CountDownLatch(COUNT);

    private final WorkerHome home;
    private final Agent agent;

    TogetherTest(@TempDir Path folder) throws IOException {
        gateway = new FakeGateway();
        Path token = Files.writeString(
                folder.resolve("join.token"), FakeGateway.TOKEN + "." + FakeGateway.TOKEN_SECRET + "\n");
        var settings = new WorkerSettings(
                gateway.url(),
                folder.resolve("home"),
                Optional.empty(),
                Optional.of(token),
                "w",
                COUNT,
                Optional.empty(),
                folder,
                20_000,
                Duration.ZERO);
        gateway.deals = true;
        home = new WorkerHome(settings.home(), InstantSource.system(), new SecureRandom());
        var log = new WorkerLog(System.getLogger("test"), InstantSource.system());
        agent = new Agent(settings, home, new AtOnce(begun), OpenTelemetry.noop(), new SecureRandom(), log);
    }

    @AfterEach
    void end() throws IOException {
        agent.close();
        home.close();
        gateway.close();
    }

    private record AtOnce(CountDownLatch begun) implements Connector {
        @Override
        public String isolation() {
            return Protocol.ISOLATION_NONE;
        }

        @Override
        public Ending run(Assignment assignment) {
            begun.countDown();
            try {
                begun.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return new Ending(Outcome.SUCCEEDED, 0, null, null, false);
        }
    }

    private static String execution(int i) {
        return FakeGateway.EXECUTION.substring(0, 35) + i;
    }

    private void enqueueAll() {
        IntStream.range(0, COUNT).forEach(i -> gateway.enqueue(execution(i), 1, Optional.empty()));
    }

    private List<String> reported() {
        return reported(COUNT);
    }

    private List<String> reported(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (gateway.reports.size() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return gateway.reports.stream().map(ReportRequest::execution).toList();
    }

    private static String[] all() {
        return IntStream.range(0, COUNT).mapToObj(TogetherTest::execution).toArray(String[]::new);
    }

    @Test
    void whatOneClaimBroughtIsStartedInOneRequest() throws IOException {
        enqueueAll();

        agent.start();

        assertThat(reported()).containsExactlyInAnyOrder(all());
        assertThat(gateway.together).containsExactly(COUNT);
        assertThat(gateway.starts).isEmpty();
    }

    @Test
    void anOlderGatewayIsAskedForEachAlone() throws IOException {
        gateway.older = true;
        enqueueAll();

        agent.start();

        assertThat(reported()).containsExactlyInAnyOrder(all());
        assertThat(gateway.starts).hasSize(COUNT);
    }

    @Test
    void whatHasSecretsIsAskedForAloneAndTheOthersTogether() throws IOException {
        IntStream.range(1, COUNT).forEach(i -> gateway.enqueue(execution(i), 1, Optional.empty()));
        gateway.answers.put(execution(0), new StartAnswer.Alone());
        gateway.queue.add(new Claim(execution(0), 1, 1, FakeGateway.TRACE));
        begun.countDown();

        agent.start();

        assertThat(reported(COUNT - 1)).doesNotContain(execution(0));
        assertThat(gateway.together).containsExactly(COUNT);
        assertThat(gateway.starts).extracting(StartRequest::execution).contains(execution(0));
    }

    @Test
    void reportsGatherBehindOneThatIsUnderWay() throws IOException {
        gateway.reportsUnderWay = new CountDownLatch(1);
        enqueueAll();

        agent.start();
        assertThat(until(() -> AgentBench.spooled(home.path().resolve("spool")) == COUNT))
                .isTrue();
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        gateway.reportsUnderWay.countDown();

        assertThat(reported()).containsExactlyInAnyOrder(all());
        assertThat(gateway.reportRequests).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aReportThatIsNotRecordedAmongOthersIsSentAlone() throws IOException {
        gateway.refusedTogether.addAll(List.of(all()));
        enqueueAll();

        agent.start();

        assertThat(reported()).containsExactlyInAnyOrder(all());
        assertThat(gateway.reports).hasSize(COUNT);
    }
}
