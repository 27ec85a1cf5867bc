package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Scenes of the {@link Stage} whose namespace declares limits. */
@Singleton
final class Limited {
    private final Stage stage;
    private final SharedClaims claims;

    Limited(Stage stage, SharedClaims claims) {
        this.stage = stage;
        this.claims = claims;
    }

    Stage.Scene scene(String limits) {
        var scene = stage.scene();
        declare(scene, limits);
        return scene;
    }

    /** Declares other limits of the scene's namespace. */
    void declare(Stage.Scene scene, String limits) {
        declare(scene, scene.namespace(), limits);
    }

    void declare(Stage.Scene scene, String namespace, String limits) {
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %s}
                spec: {limits: {%s}}
                """.formatted(namespace, limits));
    }

    /** The scene with another job of that name, in its namespace or below. */
    Stage.Scene with(Stage.Scene scene, String below, TestAccess.Account launcher) {
        return with(scene, below, scene.group(), launcher);
    }

    /** The same for another group of workers, which has none. */
    Stage.Scene forOtherGroup(Stage.Scene scene, String below) {
        String group = scene.group() + "x";
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: %s}
                spec: {}
                """.formatted(group));
        return with(scene, below, group, scene.launcher());
    }

    private Stage.Scene with(Stage.Scene scene, String below, String group, TestAccess.Account launcher) {
        String namespace = scene.namespace() + below;
        var other = new Stage.Scene(namespace, group, scene.owner(), launcher);
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %1$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %1$s, name: greet}
                spec:
                  workerGroup: %2$s
                  timeout: PT15M
                  inputs: {type: object, properties: {name: {type: string}}}
                  run: {process: {command: ["true"]}}
                """.formatted(namespace, group));
        return other;
    }

    List<ExecutionId> queued(Stage.Scene scene, int count) {
        return IntStream.range(0, count).mapToObj(_ -> stage.queued(scene)).toList();
    }

    /** What a new worker of the scene's group is offered, of as many as it would take. */
    List<ExecutionId> offered(Stage.Scene scene, int most) {
        return offered(stage.session(scene), most).stream()
                .map(Claimed::lease)
                .map(Lease::execution)
                .toList();
    }

    List<Claimed> offered(WorkerSession session, int most) {
        return claims.claim(new ClaimCommand(session, most));
    }

    /** Whether it waits for a slot. */
    boolean isBlocked(ExecutionId id) {
        return stage.query("SELECT 1 FROM queue_blocked WHERE execution_id = ?", id.value())
                .isPresent();
    }

    /** How many slots of the namespace's limits are taken, as it counts them and as they are there. */
    List<Optional<String>> slots(String namespace) {
        return List.of(
                stage.query("SELECT coalesce(sum(used), 0) FROM concurrency_use WHERE namespace = ?", namespace),
                stage.query("SELECT count(*) FROM concurrency_slot WHERE namespace = ?", namespace));
    }

    static List<Optional<String>> both(int count) {
        return List.of(Optional.of(Integer.toString(count)), Optional.of(Integer.toString(count)));
    }

    /** Limits of which so many run at once in a namespace, and the others wait. */
    static String perNamespace(int running) {
        return "concurrency: [{per: namespace, running: %d}]".formatted(running);
    }

    void cancel(Stage.Scene scene, ExecutionId id) {
        Stage.as(scene.owner().token())
                .contentType("application/json")
                .body(Stage.cancelBody())
                .post("/api/v1/" + Stage.TENANT + "/executions/" + id + "/cancel")
                .then()
                .statusCode(200);
    }
}
