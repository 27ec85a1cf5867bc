package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.IdentityRequest;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.ReportRequest.Outcome;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIdentityTest {
    @TempDir
    private Path folder;

    private final List<String> written = new CopyOnWriteArrayList<>();
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

    private void run(IdentityLaunch... identity) throws IOException {
        gateway.shown.addAll(List.of(identity));
        bench.start(this::watch);
        assertThat(until(() -> !gateway.registrations.isEmpty())).isTrue();
        gateway.enqueue(1, Optional.empty());
    }

    /** Says its token, waits for the file to be written twice where it has one, and ends. */
    private Ending watch(Assignment assignment) {
        assignment.renewed().follow((file, content) -> written.add(file + "=" + text(content)));
        String first = text(assignment.secrets().get("identity:vault"));
        assignment
                .log()
                .append(
                        LogChunk.STDOUT,
                        assignment.redactor().redact(first + "\n").getBytes(StandardCharsets.UTF_8));
        boolean inFile = assignment.launch().process().identity().getFirst().file() != null;
        boolean renewed = !inFile || until(() -> written.size() >= 2);
        assignment
                .log()
                .append(
                        LogChunk.STDOUT,
                        assignment.redactor().redact("" + written).getBytes(StandardCharsets.UTF_8));
        assignment.renewed().leave();
        return renewed ? new Ending(Outcome.SUCCEEDED, 0, null, null, false) : Ending.failed(null, "never_renewed");
    }

    private static String text(SecretValue value) {
        return value.expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private Outcome outcome() {
        assertThat(until(() -> !gateway.reports.isEmpty())).isTrue();
        return gateway.reports.getFirst().outcome();
    }

    @Test
    void asksOnceForEachAudienceAndLendsTheTokenAsASecret() throws IOException {
        run(IdentityLaunch.atStart("vault"), IdentityLaunch.atStart("vault"));

        assertThat(outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(gateway.identities).containsExactly(new IdentityRequest(FakeGateway.EXECUTION, 1, "vault"));
        assertThat(gateway.log()).startsWith("***\n");
    }

    @Test
    void renewsATokenInAFileAtHalfOfItsLifeAndKeepsEachOutOfTheLog() throws IOException {
        gateway.tokenMillis = 400;

        run(IdentityLaunch.inFile("vault", "vault.jwt"));

        assertThat(outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(written).startsWith("vault.jwt=token-2-of-a-run", "vault.jwt=token-3-of-a-run");
        assertThat(gateway.log()).contains("vault.jwt=***").doesNotContain("of-a-run");
    }

    @Test
    void asksNoMoreOnceTheAttemptIsOver() throws IOException, InterruptedException {
        gateway.tokenMillis = 400;
        run(IdentityLaunch.inFile("vault", "vault.jwt"));
        outcome();
        Thread.sleep(500);

        int asked = gateway.identities.size();
        Thread.sleep(600);

        assertThat(gateway.identities).hasSize(asked);
    }

    @Test
    void whatGetsNoTokenDoesNotBegin() throws IOException {
        gateway.instead.put(Protocol.IDENTITY, FakeGateway.Instead.of(Refusal.AUDIENCE_UNDECLARED));

        run(IdentityLaunch.atStart("vault"));

        assertThat(outcome()).isEqualTo(Outcome.FAILED);
        assertThat(gateway.reports.getFirst().error()).isEqualTo("identity_unavailable");
        assertThat(gateway.log()).isEmpty();
    }

    @Test
    void whatIsToBeStoppedEndsAsTheStopSays() throws IOException {
        gateway.instead.put(Protocol.IDENTITY, FakeGateway.Instead.of(Refusal.EXECUTION_STOPPING));
        run(IdentityLaunch.atStart("vault"));
        assertThat(until(() -> gateway.answeredInstead.get() > 0)).isTrue();

        gateway.stops.add(new Stop(FakeGateway.EXECUTION, 1, Stop.REVOKE, 0));

        assertThat(outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void waitsForAGatewayThatIsAway() throws IOException {
        gateway.instead.put(Protocol.IDENTITY, new FakeGateway.Instead(503, "{}"));
        run(IdentityLaunch.atStart("vault"));
        assertThat(until(() -> gateway.answeredInstead.get() > 1)).isTrue();

        gateway.instead.remove(Protocol.IDENTITY);

        assertThat(outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
