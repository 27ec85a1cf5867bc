package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;

/** Jobs of the {@link Stage} that may be started again, or may not wait for ever. */
@Singleton
final class Retried {
    private final Stage stage;

    Retried(Stage stage) {
        this.stage = stage;
    }

    /** A scene whose job says this of its retries or its queue. */
    Stage.Scene scene(String says) {
        var scene = stage.scene();
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: greet}
                spec:
                  workerGroup: %s
                  timeout: PT15M
                  %s
                  inputs: {type: object, properties: {name: {type: string}}}
                  run: {process: {command: ["true"]}}
                """.formatted(scene.namespace(), scene.group(), says));
        return scene;
    }

    Stage.Scene twice() {
        return scene("retry: {attempts: 2, backoff: PT10S, maxBackoff: PT1M}");
    }

    /** Its wait is over. */
    void due(Stage.Running run) {
        stage.sql(
                "UPDATE queue SET not_before = now() WHERE execution_id = ?",
                run.id().value());
    }

    /** The session's time is over, and the grace after it. */
    void expire(Stage.Running run) {
        stage.sql(
                "UPDATE worker_session SET expires_at = now() - interval '11 s' WHERE id = ?",
                run.session().id());
    }
}
