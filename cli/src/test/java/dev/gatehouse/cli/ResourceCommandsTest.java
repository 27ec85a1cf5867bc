package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceCommandsTest {
    private static final String ETL = "/api/v1/demo/jobs/acme.data/etl";
    private static final String DOCUMENT = """
            {"apiVersion": "gatehouse.dev/v1", "kind": "Job", "metadata": {"name": "etl", "revision": 2}, "spec": {}}""";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(folder, arguments);
    }

    @Test
    void applySendsTheManifestUntouchedWithTheFilesItNames() throws IOException {
        String manifest = """
                # kept
                kind: Job
                spec: {run: {process: {files: {A.java: {from: src/A.java}}}}}
                """;
        Files.createDirectories(folder.resolve("m/src"));
        Files.writeString(folder.resolve("m/job.yaml"), manifest);
        Files.writeString(folder.resolve("m/src/A.java"), "class A {}");
        gateway.answers("POST /api/v1/demo/apply", 200, """
                {"items": [{"kind": "Job", "namespace": "a", "name": "b", "revision": 3, "change": "updated"}]}""");

        var run = CommandRun.of(folder, "apply", "-f", "m/job.yaml");

        assertThat(run).isEqualTo(new CommandRun(0, "updated   Job a/b@3\n", ""));
        var request = gateway.requests().getFirst();
        assertThat(request.header("Content-type")).startsWith("multipart/form-data; boundary=");
        assertThat(request.body())
                .contains("name=\"manifest\"", "\r\n\r\n" + manifest + "\r\n")
                .contains("name=\"src/A.java\"", "\r\n\r\nclass A {}\r\n");
    }

    @Test
    void applySendsNoFileFromOutsideTheManifestsFolder() throws IOException {
        Files.createDirectories(folder.resolve("m"));
        Files.writeString(folder.resolve("secret"), "x");
        Files.writeString(folder.resolve("m/job.yaml"), """
                spec: {run: {process: {files: {A: {from: ../secret}}}}}
                """);

        var run = CommandRun.of(folder, "apply", "-f", "m/job.yaml");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("below its own folder: ../secret");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void applySaysWhereTheManifestIsWrong() throws IOException {
        Files.writeString(folder.resolve("job.yaml"), "kind: Job\nspec: [\n");
        gateway.answers("POST /api/v1/demo/apply", 422, """
                {"code": "invalid_manifest", "detail": "It is no YAML.",
                 "errors": [{"pointer": "", "line": 3, "column": 1, "message": "expected ]"}]}""");

        var run = CommandRun.of(folder, "apply", "-f", "job.yaml");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("""
                gatehouse: invalid_manifest (422): It is no YAML.
                  job.yaml:3:1: expected ]
                """);
    }

    @Test
    void aDryRunShowsWhatWouldChange() throws IOException {
        Files.writeString(folder.resolve("job.yaml"), "kind: Job\n");
        gateway.answers("POST /api/v1/demo/apply?dryRun=true", 200, """
                {"items": [{"kind": "Job", "namespace": "acme.data", "name": "etl", "revision": 3, "change": "updated",
                  "diff": [{"op": "replace", "path": "/spec/timeout", "before": "PT1M", "after": "PT2M"},
                           {"op": "add", "path": "/spec/priority", "after": 1},
                           {"op": "remove", "path": "/spec/labels", "before": {"a": "b"}}]}]}""");

        assertThat(run("apply", "-f", "job.yaml", "--dry-run").out()).isEqualTo("""
                updated   Job acme.data/etl@3
                  ~ /spec/timeout: "PT1M" -> "PT2M"
                  + /spec/priority: 1
                  - /spec/labels: {"a":"b"}
                """);
        assertThat(run("apply", "-f", "job.yaml", "--dry-run", "-o", "json").out())
                .contains("\"before\" : \"PT1M\"");
    }

    @Test
    void aResourceIsShownInTheFormThatIsAskedFor() {
        gateway.answers("GET " + ETL, 200, DOCUMENT);
        gateway.answers("GET " + ETL + "/revisions/1", 200, DOCUMENT.replace("2}", "1}"));

        assertThat(run("get", "job", "acme.data/etl", "-o", "yaml").out()).isEqualTo("""
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata:
                  name: etl
                  revision: 2
                spec: {}
                """);
        assertThat(run("get", "job", "acme.data/etl", "--revision", "1").out()).contains("\"revision\" : 1");
        assertThat(run("get", "jobs", "--revision", "1").exit()).isEqualTo(2);
    }

    @Test
    void aListAsYamlIsAManifest() {
        gateway.answers("GET /api/v1/demo/jobs", 200, "{\"items\": [" + DOCUMENT + "], \"next\": \"acme.data/etl\"}");
        gateway.answers(
                "GET /api/v1/demo/jobs?after=acme.data%2Fetl",
                200, "{\"items\": [" + DOCUMENT.replace("etl", "later") + "]}");

        assertThat(run("get", "jobs", "-o", "yaml").out())
                .contains("  name: etl\n", "\n---\n", "  name: later\n")
                .doesNotContain("items");
    }

    @Test
    void revisionsAreListedLatestFirst() {
        gateway.answers("GET " + ETL + "/revisions", 200, """
                {"items": [{"revision": 2, "author": "a1", "authorName": "ada", "at": "2026-01-02T03:04:05.678901Z",
                            "digest": "0123456789abcdef0123"}]}""");

        assertThat(run("revisions", "job", "acme.data/etl").out()).isEqualTo("""
                REVISION  AT                           DIGEST        AUTHOR
                2         2026-01-02T03:04:05.678901Z  0123456789ab  ada
                """);
        assertThat(run("revisions", "job", "acme.data/etl", "-o", "yaml").out()).startsWith("items:\n- revision: 2\n");
    }

    @Test
    void twoRevisionsAreCompared() {
        gateway.answers("GET " + ETL + "/revisions/3/diff?from=1", 200, """
                {"from": 1, "to": 3, "diff": [{"op": "add", "path": "/spec/x", "after": 1}]}""");

        assertThat(run("diff", "job", "acme.data/etl", "--revision", "3", "--from", "1")
                        .out())
                .isEqualTo("revision 1 -> 3\n  + /spec/x: 1\n");
        assertThat(run("diff", "job", "acme.data/etl").exit()).isEqualTo(2);
    }

    @Test
    void revertingPrintsTheNewRevision() {
        gateway.answers("POST " + ETL + "/revisions/1/revert?dryRun=false", 200, DOCUMENT);

        assertThat(run("revert", "job", "acme.data/etl", "--revision", "1").out())
                .isEqualTo("revision  2\n");
    }

    @Test
    void aDeletionIsDoneOrWaits() {
        gateway.answers("DELETE " + ETL + "?drain=false&dryRun=false", 409, """
                {"code": "job_in_use", "detail": "2 executions of it did not end yet."}""");
        gateway.answers("DELETE " + ETL + "?drain=true&dryRun=false", 202, """
                {"kind": "Job", "namespace": "acme.data", "name": "etl", "revision": 2, "change": "draining"}""");

        var refused = run("delete", "job", "acme.data/etl");
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).contains("job_in_use (409): 2 executions");
        assertThat(run("delete", "job", "acme.data/etl", "--drain").out()).isEqualTo("draining  Job acme.data/etl@2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "revisions"})
    void onlyDeclaredThingsAreDeletedOrHaveRevisions(String command) {
        assertThat(run(command, "execution", "e1").exit()).isEqualTo(2);
        assertThat(run(command, "thing", "x").exit()).isEqualTo(2);
        assertThat(run(command, "job", "x").exit()).isEqualTo(2);
    }
}
