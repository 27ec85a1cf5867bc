package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.ClaimAnswer;
import dev.gatehouse.worker.ClaimRequest;
import dev.gatehouse.worker.ControlAnswer;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.IdentityKeys;
import dev.gatehouse.worker.JoinProof;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.RegisterRequest;
import dev.gatehouse.worker.RegistrationSignature;
import dev.gatehouse.worker.RenewRequest;
import dev.gatehouse.worker.RenewalSignature;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.SessionKeys;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import dev.gatehouse.worker.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the worker door knows it, registered with keys of its own, that asks only what a test wants to ask and runs
 * nothing.
 */
final class AskingWorker implements AutoCloseable {
    /** More than any long poll lasts. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = Protocol.mapper();
    private final IdentityKeys identity;
    private final SessionKeys keys = SessionKeys.generate();
    private final List<Held> held = new ArrayList<>();
    private String credential = "";
    private String session = "";
    private long registrations;
    private long renewals;

    private AskingWorker() {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        identity = IdentityKeys.ofSeed(seed);
    }

    /** Joins the group with a token that the installation's owner asks for. */
    static AskingWorker joined(Installation installation, String group) {
        String token = installation
                .api()
                .post("workergroups/" + group + "/join-tokens", Json.object())
                .orThrow()
                .json()
                .path("token")
                .asText();
        String id = token.substring(0, token.indexOf('.'));
        var worker = new AskingWorker();
        worker.register(
                installation.url(),
                id,
                JoinProof.make(
                        JoinProof.key(token.substring(id.length() + 1)),
                        id,
                        worker.identity.publicKey(),
                        worker.keys.publicKey()));
        return worker;
    }

    /** Begins a new session; the one before is over. */
    void registerAgain(String url) {
        register(url, null, null);
    }

    private void register(String url, @Nullable String token, @Nullable String proof) {
        registrations++;
        HttpResponse<String> answer = post(
                url + Protocol.REGISTER,
                new RegisterRequest(
                        token,
                        "asking",
                        identity.publicKey(),
                        keys.publicKey(),
                        registrations,
                        RegistrationSignature.make(identity, registrations, keys.publicKey()),
                        proof,
                        Protocol.ISOLATION_NONE));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        JsonNode registered = Installation.parse(answer.body());
        credential = registered.path("credential").asText();
        session = registered.path("session").asText();
        renewals = 0;
    }

    /** Renews its session, with what it has begun. */
    HttpResponse<String> renew(String url) {
        renewals++;
        HttpResponse<String> answer = post(
                url + Protocol.RENEW,
                new RenewRequest(
                        session,
                        renewals,
                        keys.publicKey(),
                        RenewalSignature.make(identity, session, renewals, keys.publicKey()),
                        List.copyOf(held),
                        false));
        if (answer.statusCode() == 200) {
            credential = Installation.parse(answer.body()).path("credential").asText();
        }
        return answer;
    }

    /** Asks for work, and waits for it so long. */
    HttpResponse<String> claim(String url, Duration wait) {
        return post(url + Protocol.CLAIM, new ClaimRequest(1, wait.toMillis()));
    }

    /** What it is given of up to so many, after at most five seconds. */
    List<Claim> take(String url, int most) {
        return read(post(url + Protocol.CLAIM, new ClaimRequest(most, 5_000)), ClaimAnswer.class)
                .claims();
    }

    /** Asks to begin one; what the answer is. */
    StartAnswer start(String url, Claim claim) {
        StartAnswer answer =
                read(post(url + Protocol.START, new StartRequest(claim.execution(), claim.fence())), StartAnswer.class);
        if (answer instanceof StartAnswer.Started) {
            held.add(new Held(claim.execution(), claim.fence()));
        }
        return answer;
    }

    /** What it is told to stop, after at most five seconds. */
    List<Stop> control(String url) {
        return read(get(url + Protocol.CONTROL + "?waitMillis=5000"), ControlAnswer.class)
                .stops();
    }

    /** From now on it does not know what it has begun. */
    void forget() {
        held.clear();
    }

    private <T> T read(HttpResponse<String> answer, Class<T> type) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        try {
            return json.readValue(answer.body(), type);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** Reports the end of an execution that is nobody's. */
    HttpResponse<String> report(String url) {
        return post(
                url + Protocol.REPORT,
                new ReportRequest(
                        UUID.randomUUID().toString(),
                        1,
                        1,
                        ReportRequest.Outcome.SUCCEEDED,
                        0,
                        null,
                        null,
                        0,
                        "",
                        false));
    }

    private HttpResponse<String> post(String url, Object body) {
        try {
            return send(HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
        } catch (IOException failure) {
            throw new UncheckedIOException(url, failure);
        }
    }

    private HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        request.timeout(PATIENCE).header(Protocol.HEADER, Protocol.VERSION);
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
