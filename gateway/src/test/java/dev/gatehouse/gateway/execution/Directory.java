package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.scim.ScimCalls;
import dev.gatehouse.gateway.way.Until;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** People whom a SCIM client provisions, and who may start a scene's job. */
@Singleton
final class Directory {
    private static final Actor SOMEBODY = new Actor(new UUID(7, 7), "directory");

    private final Stage stage;
    private final SnapshotLoader policies;
    private final Transactions transactions;
    private final AccessEnds ends;

    Directory(Stage stage, SnapshotLoader policies, Transactions transactions, AccessEnds ends) {
        this.stage = stage;
        this.policies = policies;
        this.transactions = transactions;
        this.ends = ends;
    }

    ScimCalls client() {
        return ScimCalls.newClient(stage.access(), Stage.TENANT);
    }

    /** Somebody with a token. */
    Account person(ScimCalls scim) {
        String name = "p-" + UUID.randomUUID();
        UUID id = UUID.fromString(scim.user(name));
        return new Account(Stage.TENANT, id, name, stage.access().token(Stage.TENANT, id));
    }

    /** Somebody who may start the scene's job. */
    Account launcher(ScimCalls scim, Stage.Scene scene) {
        return launchers(scim, scene, 1).getFirst();
    }

    /** All by one binding: many changes of policy are another test. */
    List<Account> launchers(ScimCalls scim, Stage.Scene scene, int count) {
        List<Account> all =
                IntStream.range(0, count).mapToObj(_ -> person(scim)).toList();
        bind(
                scene,
                all.stream().map(each -> "{\"id\": \"" + each.subject() + "\"}").collect(Collectors.joining(",")));
        return all;
    }

    /** The members of a group may start the scene's job. */
    void launchersAreIn(String group, Stage.Scene scene) {
        bind(scene, "{\"group\": \"" + group + "\"}");
    }

    private void bind(Stage.Scene scene, String subjects) {
        stage.sql(
                """
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES (?, 'rolebinding', ?, ?, gen_random_uuid(), 1, ?::jsonb, repeat('0', 64), gen_random_uuid())""",
                Stage.TENANT,
                scene.namespace(),
                "b-" + UUID.randomUUID(),
                "{\"role\": \"Launcher\", \"subjects\": [" + subjects + "]}");
        stage.sql("UPDATE tenant SET revision = revision + 1 WHERE name = ?", Stage.TENANT);
        policies.refresh(Stage.TENANT);
    }

    static void deactivate(ScimCalls scim, Account person) {
        activate(scim, person, false);
    }

    static void activate(ScimCalls scim, Account person, boolean active) {
        scim.patch("/Users/" + person.subject(), "{'op':'replace','path':'active','value':" + active + "}")
                .then()
                .statusCode(200);
    }

    /** Raises the epoch and begins the end in one transaction, as all do who end access; the subject stays active. */
    UUID beginEnd(Account of, EndReason reason, Extent extent) {
        return transactions.run(connection -> {
            Sql.of(
                            connection,
                            "UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE tenant = ? AND id = ?",
                            of.tenant(),
                            of.subject())
                    .update();
            return ends.begin(connection, of.subject(), order(of.tenant(), reason, extent));
        });
    }

    /** Waits until every end of the access is done. */
    void untilEnded(Account of) {
        Until.sees(
                () -> stage.query(
                                "SELECT count(*) FROM access_end WHERE subject_id = ? AND done_at IS NULL",
                                of.subject())
                        .orElseThrow(),
                "0"::equals);
    }

    static EndOrder order(String tenant, EndReason reason, Extent extent) {
        return new EndOrder(tenant, reason, extent, SOMEBODY, Optional.empty());
    }
}
