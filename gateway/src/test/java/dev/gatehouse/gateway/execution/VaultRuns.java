package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.TokenText;
import jakarta.inject.Singleton;

/** Runs that may show a vault who they are. */
@Singleton
final class VaultRuns {
    static final String VAULT = "https://vault.example";

    private final Stage stage;
    private final RunIdentities identities;

    VaultRuns(Stage stage, RunIdentities identities) {
        this.stage = stage;
        this.identities = identities;
    }

    /** A scene with such a job. */
    Stage.Scene scene() {
        var scene = stage.scene();
        declare(scene);
        return scene;
    }

    void declare(Stage.Scene scene) {
        declare(scene, "[{audience: \"" + VAULT + "\", env: VAULT_JWT}]");
    }

    /** Gives the scene's job these identities. */
    void declare(Stage.Scene scene, String identity) {
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: greet}
                spec:
                  workerGroup: %s
                  inputs: {type: object, properties: {name: {type: string}}}
                  run:
                    process:
                      command: [java, Greet.java]
                      identity: %s
                """.formatted(scene.namespace(), scene.group(), identity));
    }

    IdentityOutcome ask(Stage.Running running) {
        return identities.give(running.session(), running.lease(), VAULT);
    }

    static ObjectNode claims(String token) {
        return TokenText.of(token).orElseThrow().claims();
    }
}
