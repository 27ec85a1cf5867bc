package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static dev.gatehouse.worker.agent.AgentBench.untilStopped;
import static dev.gatehouse.worker.agent.AgentBench.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportRequest.Outcome;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.Stop;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
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

    @Test
    void takesAnExecutionFromItsClaimToItsReport() throws Exception {
        bench.start(AgentTest::sayTheSecret);
        assertThat(until(() -> !gateway.registrations.isEmpty())).isTrue();
        gateway.enqueue(1, Optional.of("correct horse"));

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        ReportRequest report = gateway.reports.getFirst();
        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(gateway.log()).isEqualTo("length 13\n");
        assertThat(report.logChunks()).isEqualTo(gateway.chunks.size());
        assertThat(report.logDigest())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest("length 13\n".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void tellsOneStoryInItsSpans() throws IOException {
        bench.start(_ -> new Ending(Outcome.SUCCEEDED, 0, null, null, false));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> bench.spans.getFinishedSpanItems().size() >= 4)).isTrue();
        List<SpanData> all = bench.spans.getFinishedSpanItems();
        assertThat(all.stream().map(SpanData::getName)).containsExactlyInAnyOrder("claim", "start", "run", "report");
        assertThat(all.stream().filter(span -> !span.getName().equals("claim")))
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c"));
        assertThat(all.stream().filter(span -> span.getName().equals("claim")))
                .allSatisfy(span -> assertThat(
                                span.getLinks().getFirst().getSpanContext().getSpanId())
                        .isEqualTo("b7ad6b7169203331"));
        assertThat(gateway.traceparents.getFirst()).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    }

    @Test
    void repeatsAStartWhoseAnswerWasLost() throws IOException {
        gateway.lostStartAnswers.set(2);
        bench.start(_ -> new Ending(Outcome.SUCCEEDED, 0, null, null, false));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.starts).hasSize(3).containsOnly(gateway.starts.getFirst());
    }

    @Test
    void doesNotRunWhatItMayNotStart() throws IOException {
        bench.start(_ -> Ending.failed(null, "ran"));
        gateway.answers.put(FakeGateway.EXECUTION, new StartAnswer.Later());
        gateway.queue.add(new Claim(FakeGateway.EXECUTION, 1, 1, FakeGateway.TRACE));

        assertThat(until(() -> gateway.starts.size() == 1 && gateway.renewals.size() > 2))
                .isTrue();
        assertThat(gateway.reports).isEmpty();
    }

    @Test
    void refusesAnEnvelopeOfAnotherAttempt() throws IOException {
        bench.start(AgentTest::sayTheSecret);
        assertThat(until(() -> !gateway.registrations.isEmpty())).isTrue();
        gateway.enqueue(1, Optional.of("correct horse"));
        StartAnswer.Started sealed = (StartAnswer.Started) gateway.answers.get(FakeGateway.EXECUTION);
        gateway.enqueue(2, Optional.empty());
        StartAnswer.Started other = (StartAnswer.Started) gateway.answers.get(FakeGateway.EXECUTION);
        gateway.answers.put(FakeGateway.EXECUTION, new StartAnswer.Started(other.launch(), sealed.envelope()));

        assertThat(until(() -> gateway.reports.stream().anyMatch(report -> report.fence() == 2)))
                .isTrue();
        assertThat(gateway.reports.stream().filter(report -> report.fence() == 2))
                .allSatisfy(report -> assertThat(report.error()).isEqualTo("envelope_refused"));
    }

    @Test
    void namesWhatItRunsInRenewalsOnceItHasTheLaunch() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        bench.start(_ -> waiting(end));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.renewals.stream()
                        .anyMatch(renewal -> renewal.running().equals(List.of(new Held(FakeGateway.EXECUTION, 1))))))
                .isTrue();
        end.countDown();
        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
    }

    @Test
    void sendsAReportUntilItIsAnswered() throws IOException {
        gateway.failingReports.set(3);
        bench.start(_ -> Ending.failed(3, "exit_code"));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().exitCode()).isEqualTo(3);
        assertThat(until(() -> bench.spooled() == 0)).isTrue();
    }

    /** Written well into the spool, broken when it is to be sent, and well again. */
    public static final class Flickering {
        private final AtomicInteger times = new AtomicInteger();

        public int getRows() {
            int time = times.incrementAndGet();
            if (time > 1 && time < 6) {
                throw new IllegalStateException("flickers");
            }
            return 7;
        }
    }

    @Test
    void sendsAReportAgainThatBrokeOnItsWay() throws IOException {
        var outputs = Protocol.mapper().createObjectNode().putPOJO("result", new Flickering());
        bench.start(_ -> new Ending(Outcome.SUCCEEDED, 0, outputs, null, false));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> !gateway.reports.isEmpty())).isTrue();
        assertThat(gateway.reports.getFirst().outputs()).hasToString("{\"result\":{\"rows\":7}}");
        assertThat(until(() -> bench.spooled() == 0)).isTrue();
    }

    @Test
    void keepsAReportOverItsOwnRestartAndNeedsNoSecondJoinToken() throws IOException {
        gateway.failingReports.set(Integer.MAX_VALUE);
        bench.start(assignment -> {
            assignment.log().append(LogChunk.STDOUT, "said before\n".getBytes(StandardCharsets.UTF_8));
            return Ending.failed(3, "exit_code");
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> bench.spooled() == 1)).isTrue();
        bench.stop();
        Files.delete(folder.resolve("join.token"));
        gateway.failingReports.set(0);

        bench.open(_ -> Ending.failed(null, "never"));

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().exitCode()).isEqualTo(3);
        assertThat(gateway.log()).isEqualTo("said before\n");
        assertThat(gateway.registrations).hasSize(2);
        assertThat(gateway.registrations.getLast().joinToken()).isNull();
    }

    @Test
    void stopsWhatControlNames() throws IOException {
        gateway.stops.add(new Stop(FakeGateway.EXECUTION, 1, Stop.CANCEL, 10));
        bench.start(AgentBench::untilStopped);
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(gateway.reports.getFirst().stopped()).isTrue();
    }

    @Test
    void endsItsJobsAndRegistersAgainWhenTheGatewayEndsTheSession() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch revoked = new CountDownLatch(1);
        bench.start(assignment -> {
            begun.countDown();
            Ending ending = untilStopped(assignment);
            revoked.countDown();
            return ending;
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> begun.getCount() == 0)).isTrue();

        gateway.session = "another";

        assertThat(until(() -> gateway.registrations.size() == 2 && revoked.getCount() == 0))
                .isTrue();
        assertThat(gateway.reports).isEmpty();
        assertThat(gateway.registrations.getLast().joinToken()).isNull();
    }

    @Test
    void endsAJobWhoseRecordTheGatewayHasClosed() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        bench.start(assignment -> {
            gateway.over.add(new Held(FakeGateway.EXECUTION, 1));
            Ending ending = untilStopped(assignment);
            ended.countDown();
            return ending;
        });

        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> ended.getCount() == 0)).isTrue();
        assertThat(gateway.registrations).hasSize(1);
    }

    @Test
    void reportsAnEndWhateverBreaksInTheConnector() throws IOException {
        bench.start(_ -> {
            throw new IllegalStateException("broken");
        });

        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().error()).isEqualTo("connector_failed");
    }

    @Test
    void bringsTheWholeLogOfAJobThatWritesAByteAtATimeToEachStreamInTurn() throws IOException {
        bench.start(assignment -> {
            for (int i = 0; i < 50_000; i++) {
                assignment.log().append(LogChunk.STDOUT, new byte[] {'o'});
                assignment.log().append(LogChunk.STDERR, new byte[] {'e'});
            }
            return new Ending(Outcome.SUCCEEDED, 0, null, null, false);
        });

        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.log()).startsWith("oeoeoe").hasSize(100_000);
        assertThat(gateway.chunks.size()).isLessThan(2 * AttemptLog.CROWD);
    }

    @Test
    void reportsWhatEndsBecauseTheWorkerEnds() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        bench.start(assignment -> {
            begun.countDown();
            return untilStopped(assignment);
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> begun.getCount() == 0)).isTrue();

        bench.stop();

        assertThat(gateway.reports.getFirst().error()).isEqualTo("worker_stopped");
        assertThat(folder.resolve("home/ready")).doesNotExist();
    }

    @Test
    void saysThatItIsRefusedAndEnds() throws IOException {
        gateway.refuses = true;
        bench.start(_ -> Ending.failed(null, "never"));

        assertThat(bench.agent().await()).contains("401 join_refused");
    }

    @Test
    void keepsItsIdentityToItself() throws IOException {
        bench.start(_ -> Ending.failed(null, "never"));
        assertThat(until(() -> Files.exists(folder.resolve("home/ready")))).isTrue();

        assertThat(Files.getPosixFilePermissions(folder.resolve("home/identity.key"))
                        .toString())
                .doesNotContain("GROUP", "OTHERS");
    }

    private static Ending sayTheSecret(Assignment assignment) {
        int length = assignment.secrets().get("db").expose(value -> value.length);
        assignment.log().append(LogChunk.STDOUT, ("length " + length + "\n").getBytes(StandardCharsets.UTF_8));
        return new Ending(Outcome.SUCCEEDED, 0, null, null, false);
    }
}
