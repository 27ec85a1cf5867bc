package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Jobs of the {@link Stage} that may be started again, or may not wait for ever. */
@Singleton
final class Retried {
    private final Stage stage;
    private final Expiry expiry;

    Retried(Stage stage, Expiry expiry) {
        this.stage = stage;
        this.expiry = expiry;
    }

    /** Sweeps until it has come to this state: the gateway's own sweep may be at the same row and be passed by. */
    void sweptTo(ExecutionState state, ExecutionId id) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        do {
            expiry.run(() -> true);
        } while (stage.state(id) != state && System.nanoTime() < end);
        assertThat(stage.state(id)).isEqualTo(state);
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
