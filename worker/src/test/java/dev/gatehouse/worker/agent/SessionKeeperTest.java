package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.EnvelopeRefused;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.RenewRequest;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeeperTest {
    private static final EnvelopeContext CONTEXT =
            new EnvelopeContext("demo", new ExecutionId(new UUID(1, 1)), 1, 1, UUID.fromString(FakeGateway.WORKER));

    @TempDir
    private Path folder;

    private final FakeGateway gateway;
    private final AtomicLong nanos = new AtomicLong();
    private final Closing closing = new Closing();
    private WorkerHome home;
    private SessionKeeper keeper;
    private Thread thread;

    SessionKeeperTest() throws IOException {
        gateway = new FakeGateway();
    }

    @BeforeEach
    void keep() throws Exception {
        Path token = Files.writeString(
                folder.resolve("join.token"), FakeGateway.TOKEN + "." + FakeGateway.TOKEN_SECRET + "\n");
        WorkerSettings settings = new WorkerSettings(
                gateway.url(),
                folder.resolve("home"),
                Optional.empty(),
                Optional.of(token),
                "w",
                2,
                Optional.empty(),
                folder,
                20_000,
                Duration.ZERO);
        home = new WorkerHome(settings.home(), InstantSource.system(), new SecureRandom());
        var client = new GatewayClient(gateway.url(), SSLContext.getDefault());
        keeper = new SessionKeeper(
                new Registration(client, home, settings, Protocol.ISOLATION_NONE, nanos::get),
                client,
                home,
                List::of,
                _ -> {},
                _ -> {},
                new SecureRandom(),
                nanos::get,
                new Closing(),
                closing,
                new WorkerLog(System.getLogger("test"), InstantSource.system()));
        thread = Thread.ofPlatform().start(keeper::run);
    }

    @AfterEach
    void end() throws Exception {
        closing.come();
        keeper.renewSoon();
        thread.join();
        home.close();
        gateway.close();
    }

    @Test
    void keepsItsSessionKeyForHalfAnHour() {
        String first = announced();
        nanos.addAndGet(Duration.ofMinutes(29).toNanos());

        assertThat(until(() -> gateway.renewals.size() > 2)).isTrue();
        assertThat(gateway.renewals).extracting(RenewRequest::sessionKey).containsOnly(first);
    }

    @Test
    void changesItsSessionKeyThenAndOpensWhatWasSealedToTheOneBefore() {
        String first = announced();
        nanos.addAndGet(Duration.ofMinutes(31).toNanos());

        assertThat(until(() -> !latest().equals(first))).isTrue();
        Session session = keeper.await().orElseThrow();
        assertThat(opened(session, latest())).isEqualTo("horse");
        assertThat(opened(session, first)).isEqualTo("horse");
    }

    @Test
    void forgetsTheKeyBeforeTheOneBefore() {
        String first = announced();
        nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        assertThat(until(() -> !latest().equals(first))).isTrue();
        String second = latest();
        nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        assertThat(until(() -> !latest().equals(second))).isTrue();

        Session session = keeper.await().orElseThrow();
        assertThat(opened(session, second)).isEqualTo("horse");
        assertThatThrownBy(() -> opened(session, first)).isInstanceOf(EnvelopeRefused.class);
    }

    @Test
    void changesItsSessionKeyWhenTheGatewaySaysThatItIsTooOld() {
        String first = announced();
        gateway.oldKeys.set(1);

        assertThat(until(() -> !latest().equals(first))).isTrue();
        assertThat(gateway.registrations).hasSize(1);
    }

    private String announced() {
        assertThat(until(() -> !gateway.renewals.isEmpty())).isTrue();
        return latest();
    }

    private String latest() {
        return gateway.renewals.getLast().sessionKey();
    }

    private static String opened(Session session, String key) {
        byte[] envelope = SealedEnvelope.seal(
                Protocol.decode(key),
                CONTEXT,
                Map.of("db", SecretValue.copyOf("horse".getBytes(StandardCharsets.UTF_8))));
        return session.open(CONTEXT, envelope).get("db").expose(value -> new String(value, StandardCharsets.UTF_8));
    }
}
