package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guardrails that the project ships, each applied as it is and tried on what it denies and on what it does not. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class GuardrailExamplesTest {
    private static final Path FOLDER = Path.of("..", "examples", "guardrails");

    @Inject
    Stage stage;

    /** The example, in the namespace of the scene. */
    private void guard(Stage.Scene scene, String name) throws IOException {
        String yaml = Files.readString(FOLDER.resolve(name + ".yaml"))
                .replaceAll("namespace: acme(\\.prod|\\.fetch)?,", "namespace: " + scene.namespace() + ",");
        stage.apply(scene.owner(), yaml);
    }

    private void job(Stage.Scene scene, String name, String spec) {
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: %s}
                spec: {workerGroup: %s, %s}
                """.formatted(scene.namespace(), name, scene.group(), spec));
    }

    private int start(Stage.Scene scene, String job, String more) {
        return stage.submit(scene.launcher(), "{\"job\": \"%s/%s\"%s}".formatted(scene.namespace(), job, more))
                .extract()
                .statusCode();
    }

    @Test
    void onlySomeCommandsRun() throws IOException {
        var scene = stage.scene();
        guard(scene, "allowed-commands");
        job(scene, "good", "overridable: [args], run: {process: {command: [java, Report.java]}}");
        job(scene, "shell", "run: {process: {command: [bash, report.sh]}}");
        job(scene, "elsewhere", "run: {process: {command: [/tmp/java, Report.java]}}");
        job(scene, "script", "run: {process: {command: [python3, report.py, \"-c\"]}}");
        job(scene, "joined", "run: {process: {command: [python3, \"-cprint(40+2)\"]}}");
        job(scene, "options", "run: {process: {command: [python3, \"-Ic\", \"print(1)\"]}}");
        job(scene, "machine", "run: {process: {command: [java, \"-XX:OnOutOfMemoryError=sh -c id\", Main]}}");
        job(scene, "alone", "run: {process: {command: [python3]}}");
        job(scene, "variable", "run: {process: {command: [java, Report.java], env: {JAVA_TOOL_OPTIONS: \"-ea\"}}}");

        assertThat(start(scene, "good", ", \"launch\": {\"args\": [\"-e\"]}"))
                .as("an argument of the program's own")
                .isEqualTo(201);
        assertThat(start(scene, "script", "")).isEqualTo(201);
        for (String evasion : List.of("joined", "options", "machine", "alone", "variable")) {
            assertThat(start(scene, evasion, "")).as(evasion).isEqualTo(403);
        }
        assertThat(start(scene, "shell", "")).isEqualTo(403);
        assertThat(start(scene, "elsewhere", "")).isEqualTo(403);
    }

    @Test
    void everyJobSaysWhoseItIs() throws IOException {
        var scene = stage.scene();
        guard(scene, "required-labels");
        job(scene, "labelled", "labels: {team: data, cost-center: \"7\"}, run: {process: {command: [\"true\"]}}");
        job(scene, "by-launch", "labels: {team: data}, overridable: [labels], run: {process: {command: [\"true\"]}}");

        assertThat(start(scene, "labelled", "")).isEqualTo(201);
        assertThat(start(scene, "by-launch", ", \"launch\": {\"labels\": {\"cost-center\": \"7\"}}"))
                .isEqualTo(403);
    }

    @Test
    void onlyRevisionsThatAreNamedStart() throws IOException {
        var scene = stage.scene();
        guard(scene, "pinned-revisions");
        job(scene, "some", "run: {process: {command: [\"true\"]}}");

        assertThat(start(scene, "some", ", \"revision\": 1")).isEqualTo(201);
        assertThat(start(scene, "some", "")).isEqualTo(403);
    }

    @Test
    void onlyOurOwnHostsAreCalled() throws IOException {
        var scene = stage.scene();
        guard(scene, "egress-hosts");
        job(
                scene,
                "fetch-page",
                "inputs: {type: object, properties: {url: {type: string}}}, run: {process: {command: [\"true\"]}}");

        assertThat(start(scene, "fetch-page", url("https://data.example.com/x")))
                .isEqualTo(201);
        for (String other : List.of(
                "http://data.example.com/",
                "https://data.example.com.evil.test/",
                "https://evil.test/https://data.example.com/",
                "https://data.example.com@evil.test/",
                "https://DATA.example.com.evil.test/")) {
            assertThat(start(scene, "fetch-page", url(other))).as(other).isEqualTo(403);
        }
        assertThat(start(scene, "fetch-page", "")).as("without an address").isEqualTo(403);
    }

    private static String url(String url) {
        return ", \"inputs\": {\"url\": \"" + url + "\"}";
    }
}
