package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever is asked sees all that a worker would be given, and no secret's value. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ShownRunTest {
    private static final String CANARY = "canary-5d1f0a7e";
    /** SHA-256 of "select 1". */
    private static final String HASH = "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f";
    /** SHA-256 of the bytes 0, 1 and 255. */
    private static final String HASH_OF_BYTES = "26a66b061e8f48f39927c312f25293959729eee95978e2892d49d3512a5cc092";

    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    private TwoPeople.Cast cast;
    private ExecutionId id;

    @BeforeEach
    void waitForAJobThatHasOneOfEach() {
        cast = people.cast(1);
        stage.apply(cast.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %1$s, name: greet}
                spec:
                  workerGroup: %2$s
                  timeout: PT15M
                  queueTimeout: PT1H
                  retry: {attempts: 3}
                  inputs:
                    type: object
                    properties: {name: {type: string}}
                  overridable: [args, env.EXTRA]
                  run:
                    process:
                      command: [psql, -f, run.sql]
                      env:
                        URL: "postgres://u:${{ secrets.db }}@${{ inputs.name }}"
                        RUN: "${{ execution.id }}"
                      stdin: "hello ${{ inputs.name }}, ${{ secrets.db }}"
                      files:
                        run.sql: {text: "select 1"}
                        logo.bin: {base64: AAH/}
                        .pgpass: {text: "h:${{ secrets.db }}", template: true}
                """.formatted(
                        cast.scene().namespace(), cast.scene().group()));
        stage.putSecret(cast.scene(), CANARY);
        id = Stage.id(
                stage.submit(cast.scene().owner(), """
                {"job": "%s", "inputs": {"name": "${{ secrets.db }}"},
                 "launch": {"args": ["--quiet"], "env": {"EXTRA": "more"}}}""".formatted(cast.scene().job()))
                        .statusCode(201));
    }

    @Test
    void whatAWorkerWouldBeGivenIsShownInFull() {
        String secret = cast.scene().namespace() + "/db";

        people.show(cast.ada(), id)
                .statusCode(200)
                .body("revision", equalTo(2))
                .body("run.author", equalTo(cast.scene().owner().subject().toString()))
                .body("run.queueTimeout", equalTo("PT1H"))
                .body("run.attempts", equalTo(3))
                .body("run.filled.command", contains("psql", "-f", "run.sql", "--quiet"))
                .body("run.filled.env.URL.text", contains("postgres://u:", null, "@${{ secrets.db }}"))
                .body("run.filled.env.URL.secret", contains(null, secret, null))
                .body("run.filled.env.RUN.text", contains(id.toString()))
                .body("run.filled.env.EXTRA.text", contains("more"))
                .body("run.filled.stdin.text", contains("hello ${{ secrets.db }}, ", null))
                .body("run.filled.stdin.secret", contains(null, secret))
                .body("run.filled.files.path", contains(".pgpass", "run.sql", "logo.bin"))
                .body("run.filled.files[1].text.text", contains("select 1"))
                .body("run.filled.files[1].size", equalTo(8))
                .body("run.filled.files[1].sha256", equalTo(HASH))
                .body("run.filled.files[2].base64", equalTo("AAH/"))
                .body("run.filled.files[2].size", equalTo(3))
                .body("run.filled.files[2].sha256", equalTo(HASH_OF_BYTES))
                .body("run.filled.files[0].text.secret", contains(null, secret))
                .body("run.filled.files[0].sha256", nullValue())
                .body("run.filled.launch.args", contains("--quiet"));
    }

    @Test
    void noValueOfASecretIsShown() {
        String shown = people.show(cast.ada(), id).statusCode(200).extract().asString();

        assertThat(shown).contains(cast.scene().namespace() + "/db").doesNotContain(CANARY);
        people.approve(cast.ada(), id).statusCode(200);
        assertThat(people.show(cast.ada(), id).extract().asString()).doesNotContain(CANARY);
    }

    @Test
    void whoMayNotDecideSeesNothingThatIsFilledIn() {
        String shown = people.show(cast.scene().owner(), id)
                .statusCode(200)
                .body("mayDecide", equalTo(false))
                .body("run.env", contains("RUN", "URL", "EXTRA"))
                .body("run.filled", nullValue())
                .extract()
                .asString();

        assertThat(shown).doesNotContain("select 1", "postgres://", "hello", CANARY);
    }
}
