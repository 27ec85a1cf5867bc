package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A real Keycloak on loopback with one realm, {@code acme}, behind a {@link Link} that a test may cut or freeze. Maven fetches
 * the distribution when it is first needed, and it is prepared once for each clone; a start takes half a minute.
 */
final class KeycloakServer implements AutoCloseable {
    private static final String VERSION = "26.7.3";
    private static final Path UNPACKED = Clone.ROOT.resolve("cli/target/keycloak");
    private static final Path DISTRIBUTION = UNPACKED.resolve("keycloak-" + VERSION);
    private static final Path PREPARED = UNPACKED.resolve("prepared");
    private static final String ADMIN = "admin";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The people of the realm: their ids, which SCIM calls their external ids. */
    static final String ADA = "20000000-0000-4000-8000-000000000001";

    static final String GRACE = "20000000-0000-4000-8000-000000000003";

    private static final String SIGNALS = "--spi-ssf-transmitter--default--";

    private final Link link;
    private final Process process;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicInteger rotations = new AtomicInteger();
    private final String direct;

    private KeycloakServer(Link link, Process process, int port) {
        this.link = link;
        this.process = process;
        this.direct = "http://127.0.0.1:" + port;
    }

    /**
     * Starts one.
     *
     * @param folder for what it writes
     * @param gateway the address of the gateway that its realm's clients belong to
     */
    static KeycloakServer startedIn(Path folder, String gateway) throws IOException {
        prepare(folder);
        realm(gateway);
        int port = Ports.free();
        Link link = Link.to(port);
        Process process = keycloak(
                        folder.resolve("keycloak.log"),
                        "start",
                        "--optimized",
                        "--import-realm",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--http-management-port=" + Ports.free(),
                        "--hostname=http://127.0.0.1:" + link.port(),
                        "--cache=local",
                        SIGNALS + "allow-insecure-push-targets=true",
                        SIGNALS + "outbox-drainer-interval=1s",
                        SIGNALS + "default-subjects=ALL")
                .start();
        var server = new KeycloakServer(link, process, port);
        Installation.until("Keycloak has its realm", PATIENCE, server::isReady);
        return server;
    }

    /** Fetches it and builds it for our options, once: that takes as long as a start. */
    private static void prepare(Path folder) throws IOException {
        if (Files.exists(PREPARED)) {
            return;
        }
        Path log = folder.resolve("keycloak-build.log");
        if (!Files.exists(DISTRIBUTION)) {
            finish(
                    new ProcessBuilder(
                                    Clone.ROOT.resolve("gatehouse").toString(),
                                    "mvn",
                                    "-q",
                                    "-N",
                                    "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack",
                                    "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip",
                                    "-DoutputDirectory=" + UNPACKED)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile()),
                    log);
        }
        // Health is on, and what later tests of the same server want.
        finish(keycloak(log, "build", "--db=dev-mem", "--health-enabled=true", "--features=scim-api,ssf"), log);
        Files.createFile(PREPARED);
    }

    private static void realm(String gateway) throws IOException {
        try (InputStream template = KeycloakServer.class.getResourceAsStream("/keycloak/acme-realm.json")) {
            assertThat(template).isNotNull();
            String realm = new String(template.readAllBytes(), StandardCharsets.UTF_8).replace("@GATEWAY@", gateway);
            Path folder = Files.createDirectories(DISTRIBUTION.resolve("data/import"));
            Files.writeString(folder.resolve("acme-realm.json"), realm);
        }
    }

    private static ProcessBuilder keycloak(Path log, String... words) {
        List<String> command = new ArrayList<>(
                List.of("bash", DISTRIBUTION.resolve("bin/kc.sh").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xmx512m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN));
        return builder;
    }

    private static void finish(ProcessBuilder builder, Path log) throws IOException {
        Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("Keycloak's build ended")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    /** By content: it answers with 200 before it has imported the realm. */
    private boolean isReady() {
        assertThat(process.isAlive()).as("Keycloak runs").isTrue();
        try {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(URI.create(direct + "/realms/acme/.well-known/openid-configuration"))
                            .GET());
            return answer.statusCode() == 200 && answer.body().contains(issuer());
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The way that gateways, browsers and command lines take to it. */
    Link link() {
        return link;
    }

    String issuer() {
        return "http://127.0.0.1:" + link.port() + "/realms/acme";
    }

    /** A new access token of the person, past the link. */
    String accessToken(String user, String password) {
        JsonNode answer = form(
                "/realms/acme/protocol/openid-connect/token",
                Map.of("grant_type", "password", "client_id", "test", "username", user, "password", password));
        return answer.path("access_token").asText();
    }

    /** Signs with a new key from now on; those before it are still published. */
    void rotateKeys() {
        int priority = rotations.incrementAndGet();
        ask("POST", "/admin/realms/acme/components", """
                {"name": "rotated-%1$d", "providerId": "rsa-generated",
                 "providerType": "org.keycloak.keys.KeyProvider",
                 "config": {"priority": ["1%1$03d"], "algorithm": ["RS256"], "keyUse": ["SIG"]}}
                """.formatted(priority));
    }

    /** Ends all that the person has open there, and tells the clients that want to hear of it. */
    void logOut(String person) {
        ask("POST", "/admin/realms/acme/users/" + person + "/logout", "{}");
    }

    /** From now on it tells that address of revoked sessions and changed credentials, as a transmitter of Shared Signals. */
    void pushSignals(String endpoint, String audience) {
        ask("POST", "/admin/realms/acme/clients", """
                {"clientId": "gatehouse-signals", "enabled": true, "serviceAccountsEnabled": true, "secret": "unused",
                 "attributes": {"ssf.enabled": "true", "ssf.defaultSubjects": "ALL", "ssf.validPushUrls": "%s"}}
                """.formatted(endpoint));
        ask("POST", "/admin/realms/acme/ssf/clients/gatehouse-signals/stream", """
                {"aud": ["%s"],
                 "delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": "%s"},
                 "events_requested": ["https://schemas.openid.net/secevent/caep/event-type/session-revoked",
                                      "https://schemas.openid.net/secevent/caep/event-type/credential-change"]}
                """.formatted(audience, endpoint));
    }

    void resetPassword(String person, String password) {
        ask("PUT", "/admin/realms/acme/users/" + person + "/reset-password", """
                {"type": "password", "value": "%s", "temporary": false}""".formatted(password));
    }

    private void ask(String method, String path, String body) {
        JsonNode token = form(
                "/realms/master/protocol/openid-connect/token",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", ADMIN, "password", ADMIN));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(direct + path))
                .header("Authorization", "Bearer " + token.path("access_token").asText())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private JsonNode form(String path, Map<String, String> parameters) {
        String body = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(direct + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Installation.parse(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        http.close();
        link.close();
    }
}
