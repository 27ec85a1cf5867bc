package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master key of an installation is wrapped by the transit engine of a real OpenBao, and replaced while runs get secrets. */
class MasterKeyIT {
    private static final String VALUE = "correct-horse-battery";

    @TempDir
    private static Path folder;

    private static OpenBao bao;
    private static Installation installation;

    @BeforeAll
    static void bringUp() throws IOException {
        bao = OpenBao.startedIn(folder);
        Path policy = Files.writeString(folder.resolve("gatehouse.hcl"), """
                path "transit/datakey/plaintext/gatehouse" { capabilities = ["update"] }
                path "transit/decrypt/gatehouse" { capabilities = ["update"] }
                """);
        bao.done("secrets", "enable", "transit");
        bao.done("write", "-f", "transit/keys/gatehouse");
        bao.done("policy", "write", "gatehouse", policy.toString());
        bao.done("auth", "enable", "approle");
        bao.done("write", "auth/approle/role/gatehouse", "token_policies=gatehouse", "token_ttl=1m");
        String role = bao.done("read", "-field=role_id", "auth/approle/role/gatehouse/role-id");
        Path secretId = Files.createFile(
                folder.resolve("secret-id"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                secretId, bao.done("write", "-f", "-field=secret_id", "auth/approle/role/gatehouse/secret-id"));
        installation = Installation.inNewHome(Map.of(
                "GATEHOUSE_MASTER_KEY_TRANSIT_ADDRESS", bao.address(),
                "GATEHOUSE_MASTER_KEY_TRANSIT_ROLE_ID", role,
                "GATEHOUSE_MASTER_KEY_TRANSIT_SECRET_ID_FILE", secretId.toString()));
        installation.up();
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: kept}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: kept}
                spec:
                  timeout: PT1M
                  run:
                    process:
                      command: [sh, -c, 'test "$SECRET" = "%s"']
                      env: {SECRET: "${{ secrets.kept }}"}
                """.formatted(VALUE));
        CommandRun put = installation.gatehouseWithInput(VALUE, "secret", "put", "demo.weather/kept");
        assertThat(put.exit()).as(put.err()).isZero();
        CommandRun operator = installation.gatehouse("owner", "recover", "--tenant", "system");
        assertThat(operator.exit()).as(operator.err()).isZero();
    }

    @AfterAll
    static void takeDown() throws IOException {
        installation.close();
        bao.close();
    }

    private static String[] masterkey(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "--tenant",
                "system",
                "--token-file",
                installation.home().resolve("tokens/system.token").toString(),
                "masterkey"));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    private static JsonNode keys() {
        return installation.json(masterkey("list"));
    }

    private static JsonNode current() {
        for (JsonNode key : keys().path("items")) {
            if (key.path("current").asBoolean()) {
                return key;
            }
        }
        throw new AssertionError("no key wraps");
    }

    private static String end() {
        return installation
                .json("run", "demo.weather/kept", "--wait")
                .path("state")
                .asText();
    }

    @Test
    void theKeyIsTheEnginesAndIsReplacedWhileRunsGetSecrets() throws IOException {
        String first = current().path("id").asText();
        assertThat(current().path("place").asText()).isEqualTo("transit");
        assertThat(installation.home().resolve("master.key")).doesNotExist();
        assertThat(end()).isEqualTo("SUCCEEDED");

        bao.done("write", "-f", "transit/keys/gatehouse/rotate");
        CommandRun added = installation.gatehouse(masterkey("add"));
        assertThat(added.exit()).as(added.err()).isZero();
        String key = added.out().strip();
        Installation.until(
                "every gateway knows the key",
                () -> installation.gatehouse(masterkey("promote", key)).exit() == 0);
        assertThat(end()).isEqualTo("SUCCEEDED");
        Installation.until(
                "nothing is left under the first key",
                Duration.ofMinutes(2),
                () -> current().has("finishedAt"));

        assertThat(current().path("id").asText()).isEqualTo(key).isNotEqualTo(first);
        keys().path("items")
                .forEach(each -> assertThat(each.path("rows").asLong() > 0)
                        .isEqualTo(each.path("id").asText().equals(key)));
        assertThat(end()).isEqualTo("SUCCEEDED");

        assertThat(installation.gatehouse("down").exit()).isZero();
        installation.up();
        assertThat(end()).isEqualTo("SUCCEEDED");
    }
}
