package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.scim.ScimCalls;
import dev.gatehouse.observability.ExecutionId;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A scene whose job wants the approval of people who are there, by a guardrail that says so. */
@Singleton
final class TwoPeople {
    private static final String ANY_DIGEST = "0".repeat(64);

    private final Stage stage;
    private final Directory directory;

    TwoPeople(Stage stage, Directory directory) {
        this.stage = stage;
        this.directory = directory;
    }

    /**
     * The scene, its people who are asked, and the group they are in.
     *
     * @param group its name, which is also that of the guardrail and of the role
     */
    record Cast(Stage.Scene scene, ScimCalls scim, String group, String groupId, List<Account> approvers) {
        Account ada() {
            return approvers.getFirst();
        }

        Account bob() {
            return approvers.get(1);
        }
    }

    /** Two who are asked, of whom so many have to say yes. */
    Cast cast(int count) {
        return cast(count, "");
    }

    /** @param more of the guardrail's {@code approval}, such as {@code , notify: URL} */
    Cast cast(int count, String more) {
        Cast cast = unguarded();
        guard(cast, count, more);
        return cast;
    }

    /** The same before anybody has to say yes. */
    Cast unguarded() {
        Stage.Scene scene = stage.scene();
        ScimCalls scim = directory.client();
        String group = "r-" + scene.namespace();
        List<Account> approvers =
                IntStream.range(0, 2).mapToObj(_ -> directory.person(scim)).toList();
        String id = scim.group(
                group, approvers.stream().map(each -> each.subject().toString()).toArray(String[]::new));
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %1$s}
                spec: {permissions: ["approval:decide", "execution:read", "execution:create"]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %2$s, name: deciders}
                spec: {role: %1$s, subjects: [{group: %1$s}]}
                """.formatted(group, scene.namespace()));
        return new Cast(scene, scim, group, id, approvers);
    }

    void guard(Cast cast, int count, String more) {
        stage.apply(cast.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: two-people}
                spec:
                  match: {actions: ["execution:create"]}
                  action: RequireApproval
                  message: Two people see what runs here
                  approval: {from: {groups: [%s]}, count: %d, expires: PT1H%s}
                """.formatted(cast.scene().namespace(), cast.group(), count, more));
    }

    ExecutionId waiting(Cast cast) {
        return waiting(cast, cast.scene().launcher());
    }

    ExecutionId waiting(Cast cast, Account by) {
        return Stage.id(stage.submit(by, Stage.body(cast.scene().job())).statusCode(201));
    }

    /** The latest approval of the execution. */
    String of(ExecutionId execution) {
        return stage.query("SELECT id FROM approval WHERE execution_id = ? ORDER BY id DESC LIMIT 1", execution.value())
                .orElseThrow();
    }

    String outcome(ExecutionId execution) {
        return stage.query(
                        "SELECT coalesce(outcome, 'waiting') FROM approval WHERE execution_id = ? ORDER BY id DESC LIMIT 1",
                        execution.value())
                .orElseThrow();
    }

    ValidatableResponse approve(Account by, ExecutionId execution) {
        return say(by, execution, "approve", digest(execution));
    }

    ValidatableResponse reject(Account by, ExecutionId execution) {
        return say(by, execution, "reject", digest(execution));
    }

    ValidatableResponse approveSomethingElse(Account by, ExecutionId execution) {
        return say(by, execution, "approve", ANY_DIGEST);
    }

    private String digest(ExecutionId execution) {
        return stage.query("SELECT digest FROM approval WHERE id = ?", UUID.fromString(of(execution)))
                .orElseThrow();
    }

    private ValidatableResponse say(Account by, ExecutionId execution, String what, String digest) {
        return Stage.as(by.token())
                .contentType("application/json")
                .body("{\"digest\": \"" + digest + "\", \"comment\": \"seen by me\"}")
                .post(path(execution) + "/" + what)
                .then();
    }

    ValidatableResponse show(Account to, ExecutionId execution) {
        return Stage.as(to.token()).get(path(execution)).then();
    }

    private String path(ExecutionId execution) {
        return "/api/v1/acme/approvals/" + of(execution);
    }
}
