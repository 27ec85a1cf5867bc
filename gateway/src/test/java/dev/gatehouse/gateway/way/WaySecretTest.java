package dev.gatehouse.gateway.way;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class WaySecretTest {
    @Inject
    Acme acme;

    @Inject
    TestAccess access;

    @Inject
    TestSpans spans;

    @Inject
    GatehouseConfig config;

    @BeforeEach
    void open() throws IOException {
        acme.open();
    }

    private static String job(String name, String secret, String script) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: way, name: %s}
                spec: {store: embedded}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: %s}
                spec:
                  workerGroup: way
                  timeout: PT1M
                  run:
                    process:
                      command: [sh, -c, '%s']
                      env: {SECRET: "${{ secrets.%s }}"}
                """.formatted(secret, name, script, secret);
    }

    @Test
    void givesTheSecretToTheProcessAndToNothingElse() throws IOException {
        String canary = "canary-" + UUID.randomUUID();
        var logged = new LoggedLines();
        acme.apply(job(
                "uses-secret",
                "canary",
                "echo in the log: $SECRET; printf %s \"$SECRET\" | wc -c; "
                        + "echo {\\\"in\\\":\\\"$SECRET\\\"} > $GATEHOUSE_OUTPUTS"));
        acme.putSecret("way", "canary", canary);

        String id;
        try {
            Logger.getLogger("").addHandler(logged);
            id = acme.submit("way/uses-secret", Map.of());
            assertThat(acme.ended(id).getString("state")).isEqualTo("SUCCEEDED");
        } finally {
            Logger.getLogger("").removeHandler(logged);
        }

        assertThat(acme.log(id)).contains("in the log: ").contains("" + canary.length());
        assertThat(acme.events(id).getList("items.code", String.class))
                .containsExactly(
                        "execution.accepted", "execution.resolving", "execution.started", "execution.succeeded");
        assertThat(acme.events(id).prettify()).contains("way/canary = embedded/acme/way/canary#value@1");
        JsonPath uses = acme.caller()
                .get("/api/v1/acme/secrets/way/canary/uses?version=1")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(uses.getList("items.execution", String.class)).containsExactly(id);
        assertThat(uses.getString("items[0].path")).isEqualTo("acme/way/canary");
        for (String form : forms(canary)) {
            assertThat(acme.log(id)).doesNotContain(form);
            assertThat(acme.execution(id).prettify()).doesNotContain(form);
            assertThat(acme.events(id).prettify()).doesNotContain(form);
            assertThat(logged.lines).noneMatch(line -> line.contains(form));
            assertThat(spans.all()).noneMatch(span -> span.toString().contains(form));
            assertThat(access.tablesWith(form)).isEmpty();
            assertThat(filesWith(form)).isEmpty();
        }
    }

    @Test
    void findsASecretWhereOneIs() throws IOException {
        String planted = "planted-" + UUID.randomUUID();
        access.sql("INSERT INTO tenant (name, id) VALUES (?, gen_random_uuid())", planted.substring(0, 20));

        assertThat(access.tablesWith(planted.substring(0, 20))).containsExactly("tenant");
        assertThat(filesWith(planted.substring(0, 20))).isNotEmpty();
    }

    @Test
    void failsAJobWhoseSecretHasNoValue() {
        acme.apply(job("lacks-secret", "never-written", "true"));

        String id = acme.submit("way/lacks-secret", Map.of());
        JsonPath ended = acme.ended(id);

        assertThat(ended.getString("state")).isEqualTo("FAILED");
        assertThat(ended.getString("error")).isEqualTo("secret_missing");
        JsonPath events = acme.events(id);
        assertThat(events.getList("items.code", String.class))
                .containsExactly("execution.accepted", "execution.resolving", "execution.failed");
        assertThat(events.prettify()).contains("secret_missing");
    }

    @Test
    void wipesTheEnvelopeOnceItHasArrived() {
        acme.apply(job("wipes", "wiped", "sleep 8"));
        acme.putSecret("way", "wiped", "a value of some length");
        String id = acme.submit("way/wipes", Map.of());

        acme.inState(id, "RUNNING");

        Until.sees(
                () -> access.query("SELECT sealed IS NULL FROM envelope WHERE execution_id = ?::uuid", id),
                wiped -> wiped.equals(java.util.Optional.of("t")));
    }

    /** The value as it is, as base64 of both alphabets, and as hex, which is how tables show bytes. */
    private static List<String> forms(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return List.of(
                value,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes));
    }

    /**
     * The database's own files, its write-ahead log included, and whatever else the home holds. Servers work in it
     * meanwhile: a file that is gone before it is read is no longer there to be found.
     */
    private List<Path> filesWith(String text) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(config.home(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (attributes.isRegularFile()
                            && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException gone) {
                    return visitFileFailed(file, gone);
                }
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }

    /** Everything that was logged, with its causes. */
    private static final class LoggedLines extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage() + Arrays.toString(record.getParameters()) + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
