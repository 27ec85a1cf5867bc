package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A case about one thing is answered as the gateway answers about it: what rules say of its name counts. */
class PolicyTestOfNamesTest {
    @TempDir
    private Path folder;

    private CommandRun tested(String policies, String action, String resource, String expected) throws IOException {
        Files.writeString(folder.resolve("policies.yaml"), policies);
        Files.writeString(folder.resolve("names-test.yaml"), """
                policies: ["policies.yaml"]
                cases:
                - name: of one thing
                  subject: {serviceAccount: ci}
                  ask: {action: "%s", resource: %s}
                  expect: %s
                """.formatted(action, resource, expected));
        return CommandRun.of(folder, "policy", "test", folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"log:read", "output:read", "execution:read", "execution:cancel", "secret:use", "job:write"})
    void aGuardrailAboutANameDeniesThatNameAlone(String action) throws IOException {
        String policies = """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: acme, name: of-ci}
                spec: {role: Owner, subjects: [{serviceAccount: ci}]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: acme, name: not-deploy}
                spec:
                  match: {actions: ["%s"]}
                  when: "resource.name == 'deploy'"
                  action: Deny
                """.formatted(action);

        assertThat(tested(policies, action, "acme/deploy", "deny").exit()).isZero();
        assertThat(tested(policies, action, "acme/report", "allow").exit()).isZero();
        assertThat(tested(policies, action, "acme/deploy", "allow").exit()).isEqualTo(1);
    }

    @Test
    void whoMayUseASecretOnAConditionMayNot() throws IOException {
        String policies = """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: acme, name: of-ci}
                spec: {role: Owner, when: "true", subjects: [{serviceAccount: ci}]}
                """;

        assertThat(tested(policies, "secret:use", "acme/key", "deny").exit()).isZero();
        assertThat(tested(policies, "secret:manage", "acme/key", "allow").exit())
                .isZero();
    }
}
