package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs get their secrets out of a real OpenBao, and out of an independent stand-in for AWS. */
class SecretStoresIT {
    private static final String VALUE = "correct-horse-battery";

    @TempDir
    private static Path folder;

    private static OpenBao bao;
    private static Moto aws;
    private static Link link;
    private static Installation installation;

    @BeforeAll
    static void bringUp() throws IOException {
        bao = OpenBao.startedIn(folder);
        aws = Moto.startedIn(folder);
        link = Link.to(Integer.parseInt(bao.address().substring(bao.address().lastIndexOf(':') + 1)));
        installation = Installation.inNewHome(
                Map.of("GATEHOUSE_EGRESS_NETWORKS", "127.0.0.0/8:*", "GATEHOUSE_EGRESS_UNSAFE_PLAIN_HTTP", "true"));
        installation.up();
        vault();
        declare();
    }

    @AfterAll
    static void takeDown() throws IOException {
        installation.close();
        link.close();
        aws.close();
        bao.close();
    }

    /** What an administrator of OpenBao does once for the tenant {@code demo}. */
    private static void vault() throws IOException {
        Path policy = Files.writeString(folder.resolve("demo.hcl"), """
                path "secret/data/demo/*" { capabilities = ["read"] }
                path "old/demo/*" { capabilities = ["read"] }
                """);
        bao.done("secrets", "enable", "-path=old", "-version=1", "kv");
        bao.done("secrets", "enable", "-path=closed", "-version=2", "kv");
        bao.done("policy", "write", "demo", policy.toString());
        bao.done("auth", "enable", "approle");
        bao.done("write", "auth/approle/role/demo", "token_policies=demo", "token_ttl=1m", "token_period=1m");
        bao.done("kv", "put", "secret/demo/db", "password=" + VALUE, "user=reporting");
        bao.done("kv", "put", "old/demo/db", "value=" + VALUE);
        bao.done("kv", "put", "closed/demo/db", "value=" + VALUE);
        bao.done("kv", "put", "secret/other/db", "value=" + VALUE);
        aws.create("demo/db", "{\"password\": \"" + VALUE + "\"}");
    }

    private static void declare() throws IOException {
        String role = bao.done("read", "-field=role_id", "auth/approle/role/demo/role-id");
        String secretId = bao.done("write", "-f", "-field=secret_id", "auth/approle/role/demo/secret-id");
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: bao-login}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: aws-login}
                ---
                apiVersion: gatehouse.dev/v1
                kind: SecretStore
                metadata: {name: bao}
                spec:
                  paths: ["*/demo/"]
                  vault:
                    address: http://127.0.0.1:%d
                    login: {appRole: {roleId: "%s", secretId: demo.weather/bao-login}}
                    mounts: {secret: kv2, old: kv1, closed: kv2}
                ---
                apiVersion: gatehouse.dev/v1
                kind: SecretStore
                metadata: {name: aws}
                spec:
                  paths: ["demo/"]
                  aws:
                    region: %s
                    endpoint: %s
                    accessKeyId: AKIDEXAMPLE00001
                    secretAccessKey: demo.weather/aws-login
                """.formatted(link.port(), role, aws.region(), aws.address()));
        put("bao-login", secretId);
        put("aws-login", "testing-testing");
    }

    private static void put(String name, String value) {
        CommandRun run = installation.gatehouseWithInput(value, "secret", "put", "demo.weather/" + name);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    /** A job that ends well where its secret is the text. */
    private static void job(String name, String place, String expected) {
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: %1$s}
                spec: %2$s
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: %1$s}
                spec:
                  timeout: PT1M
                  run:
                    process:
                      command: [sh, -c, 'test "$SECRET" = "%3$s"']
                      env: {SECRET: "${{ secrets.%1$s }}"}
                """.formatted(name, place, expected));
    }

    private static String end(String job) {
        CommandRun run = installation.gatehouse("run", "demo.weather/" + job, "--wait");
        return run.out()
                .lines()
                .filter(line -> line.startsWith("state "))
                .map(line -> line.substring("state".length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError(run.out() + run.err()));
    }

    @Test
    void aRunGetsWhatLiesInKeyValueOneInKeyValueTwoAndInAws() {
        job("two", "{store: bao, path: secret/demo/db, key: password}", VALUE);
        job("one", "{store: bao, path: old/demo/db}", VALUE);
        job("cloud", "{store: aws, path: demo/db, key: password}", VALUE);

        assertThat(end("two")).isEqualTo("SUCCEEDED");
        assertThat(end("one")).isEqualTo("SUCCEEDED");
        assertThat(end("cloud")).isEqualTo("SUCCEEDED");
    }

    @Test
    void aNewVersionReachesTheNextRunAndTheLogSaysWhichOneItUsed() throws IOException {
        bao.done("kv", "put", "secret/demo/rotated", "value=first-version");
        job("rotated", "{store: bao, path: secret/demo/rotated}", "second-version");
        assertThat(end("rotated")).startsWith("FAILED (exit_code");
        bao.done("kv", "put", "secret/demo/rotated", "value=second-version");

        JsonNode run = installation.json("run", "demo.weather/rotated", "--wait");

        assertThat(run.path("state").asText()).isEqualTo("SUCCEEDED");
        String events = installation
                .api()
                .get("executions/" + run.path("id").asText() + "/events")
                .orThrow()
                .text();
        assertThat(events)
                .contains("demo.weather/rotated = bao/secret/demo/rotated#value@2")
                .doesNotContain("second-version");
        JsonNode uses = installation
                .api()
                .get("secrets/demo.weather/rotated/uses?version=2")
                .orThrow()
                .json()
                .path("items");
        assertThat(uses).hasSize(1);
        assertThat(uses.get(0).path("execution")).isEqualTo(run.path("id"));
    }

    @Test
    void aLoginThatIsRevokedIsReplaced() throws IOException {
        job("relogin", "{store: bao, path: secret/demo/db, key: password}", VALUE);
        assertThat(end("relogin")).isEqualTo("SUCCEEDED");

        bao.done("token", "revoke", "-mode=path", "auth/approle");

        assertThat(end("relogin")).isEqualTo("SUCCEEDED");
    }

    @Test
    void whatIsNotThereOrForbiddenFailsTheRunAndSaysWhy() throws IOException {
        bao.done("kv", "put", "secret/demo/deleted", "value=" + VALUE);
        bao.done("kv", "delete", "secret/demo/deleted");
        job("nothing", "{store: bao, path: secret/demo/nothing}", VALUE);
        job("no-key", "{store: bao, path: secret/demo/db}", VALUE);
        job("deleted", "{store: bao, path: secret/demo/deleted}", VALUE);
        job("closed", "{store: bao, path: closed/demo/db}", VALUE);
        job("no-cloud", "{store: aws, path: demo/nothing}", VALUE);

        assertThat(end("nothing")).isEqualTo("FAILED (secret_missing)");
        assertThat(end("no-key")).isEqualTo("FAILED (secret_key_missing)");
        assertThat(end("deleted")).isEqualTo("FAILED (secret_version_missing)");
        assertThat(end("closed")).isEqualTo("FAILED (secret_forbidden)");
        assertThat(end("no-cloud")).isEqualTo("FAILED (secret_missing)");
    }

    @Test
    void anotherTenantsPathIsNotNamed() {
        CommandRun run = installation.gatehouseWithInput("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: theirs}
                spec: {store: bao, path: secret/other/db}
                """, "apply", "-f", "-");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("may not lie there");
    }

    @Test
    void aRunWaitsWhileTheStoreIsAway() {
        job("patient", "{store: bao, path: secret/demo/db, key: password}", VALUE);
        link.become(Link.Condition.CUT);
        String id;
        try {
            id = installation.json("run", "demo.weather/patient").path("id").asText();
            Installation.until(
                    "it came back to the queue",
                    () -> installation
                            .api()
                            .get("executions/" + id + "/events")
                            .orThrow()
                            .text()
                            .contains("execution.returned"));
            CommandRun probe = installation.gatehouse("secretstore", "probe", "bao");
            assertThat(probe.exit()).isEqualTo(1);
            assertThat(probe.out()).containsPattern("fails +reachable: ");
        } finally {
            link.mend();
        }

        Installation.until("it ended", () -> "SUCCEEDED".equals(installation.state(id)));
    }

    @Test
    void aLookAtAStoreSaysWhatHoldsAndWhatItDoesNotPromise() {
        CommandRun vault = installation.gatehouse("secretstore", "probe", "bao");
        CommandRun cloud = installation.gatehouse("secretstore", "probe", "aws");

        assertThat(vault.out())
                .containsPattern("holds +reachable")
                .containsPattern("holds +login")
                .containsPattern("holds +read secret")
                .containsPattern("holds +read old")
                .containsPattern("fails +read closed: not_allowed")
                .containsPattern("not promised +mount old keeps no versions");
        assertThat(vault.exit()).isEqualTo(1);
        assertThat(cloud.exit()).as(cloud.out()).isZero();
        assertThat(cloud.out()).containsPattern("holds +login");
    }
}
