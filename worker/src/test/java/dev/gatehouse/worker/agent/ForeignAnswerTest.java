package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static dev.gatehouse.worker.agent.AgentBench.untilStopped;
import static dev.gatehouse.worker.agent.AgentBench.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.agent.FakeGateway.Instead;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a worker makes of an answer that may not be its gateway's, beside what it makes of the gateway's own. */
@Execution(ExecutionMode.CONCURRENT)
class ForeignAnswerTest {
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

    static Instead[] foreign() {
        return new Instead[] {
            new Instead(204, ""),
            new Instead(200, "{}"),
            new Instead(200, "<html>Log in</html>"),
            new Instead(302, ""),
            new Instead(401, "{\"code\":\"session_ended\"}"),
            new Instead(403, "<html>Forbidden</html>"),
            new Instead(404, "default backend - 404"),
            new Instead(404, "{\"code\":\"unknown_execution\"}"),
            new Instead(404, "{\"type\":\"urn:gatehouse:problem:session_ended\"}"),
            new Instead(409, "{\"type\":\"about:blank\",\"code\":\"stale_fence\"}"),
            new Instead(413, "<html>Request Entity Too Large</html>"),
            new Instead(422, "{\"type\":\"urn:gatehouse:problem:of_a_later_version\"}")
        };
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void aRenewalThatSomebodyElseAnswersEndsNothing(Instead answer) throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        bench.start(_ -> waiting(end));
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> !gateway.renewals.isEmpty()
                        && !gateway.renewals.getLast().running().isEmpty()))
                .isTrue();

        gateway.instead.put(Protocol.RENEW, answer);
        assertThat(until(() -> gateway.answeredInstead.get() >= 3)).isTrue();
        gateway.instead.clear();
        end.countDown();

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().stopped()).isFalse();
        assertThat(gateway.registrations).hasSize(1);
    }

    @Test
    void aRenewalThatTheGatewayAnswersEndsTheSession() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        bench.start(assignment -> {
            Ending ending = untilStopped(assignment);
            ended.countDown();
            return ending;
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> !gateway.renewals.isEmpty()
                        && !gateway.renewals.getLast().running().isEmpty()))
                .isTrue();

        gateway.instead.put(Protocol.RENEW, Instead.of(Refusal.SESSION_ENDED));

        assertThat(until(() -> ended.getCount() == 0 && gateway.registrations.size() > 1))
                .isTrue();
        assertThat(gateway.reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void aReportThatSomebodyElseAnswersIsKeptAndSentAgain(Instead answer) throws IOException {
        refuseReports(answer);
        bench.start(_ -> Ending.failed(3, "exit_code"));
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> gateway.answeredInstead.get() >= 2)).isTrue();
        assertThat(bench.spooled()).isEqualTo(1);

        gateway.instead.clear();

        assertThat(until(() -> gateway.reports.size() == 1 && bench.spooled() == 0))
                .isTrue();
        assertThat(setAside()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_EXECUTION", "STALE_FENCE", "REPORT_CONFLICT"})
    void aReportWhoseRecordHasAnotherEndIsDropped(Refusal why) throws IOException {
        refuseReports(Instead.of(why));
        bench.start(_ -> Ending.failed(3, "exit_code"));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.answeredInstead.get() >= 1 && bench.spooled() == 0))
                .isTrue();
        assertThat(setAside()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"REPORT_INVALID", "OUTPUTS_TOO_LARGE", "BODY_INVALID", "BODY_TOO_LARGE"})
    void aReportThatTheGatewayCannotTakeIsSetAside(Refusal why) throws IOException {
        refuseReports(Instead.of(why));
        bench.start(_ -> Ending.failed(3, "exit_code"));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> setAside() == 1 && bench.spooled() == 0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROTOCOL_UNSUPPORTED", "SESSION_ENDED", "UNAUTHENTICATED", "WORKER_REVOKED", "LOG_TOO_LARGE"})
    void aReportIsKeptWhereTheGatewayRefusesSomethingElse(Refusal why) throws IOException {
        refuseReports(Instead.of(why));
        bench.start(_ -> Ending.failed(3, "exit_code"));
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> gateway.answeredInstead.get() >= 2)).isTrue();

        gateway.instead.clear();

        assertThat(until(() -> gateway.reports.size() == 1 && bench.spooled() == 0))
                .isTrue();
        assertThat(setAside()).isZero();
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void aRegistrationThatSomebodyElseAnswersIsTriedAgain(Instead answer) throws IOException {
        gateway.instead.put(Protocol.REGISTER, answer);
        bench.start(_ -> AgentBench.succeeded());
        assertThat(until(() -> gateway.answeredInstead.get() >= 2)).isTrue();

        gateway.instead.clear();

        assertThat(until(() -> gateway.registrations.size() == 1)).isTrue();
    }

    private void refuseReports(Instead answer) {
        gateway.instead.put(Protocol.REPORT, answer);
        gateway.instead.put(Protocol.REPORTS, answer);
    }

    private int setAside() {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(bench.spool(), "*.refused")) {
            for (Path _ : files) {
                count++;
            }
        } catch (IOException notYet) {
            return -1;
        }
        return count;
    }
}
