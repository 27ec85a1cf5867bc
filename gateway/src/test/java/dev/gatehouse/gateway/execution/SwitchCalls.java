package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.Stage.TENANT;

import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.restassured.response.ValidatableResponse;

/** Calls of the doors of kill switches and maintenance. */
final class SwitchCalls {
    private static final String SWITCHES = "/api/v1/" + TENANT + "/kill-switches";

    private SwitchCalls() {}

    static ValidatableResponse post(Account who, String body) {
        return Stage.as(who.token())
                .contentType("application/json")
                .body(body)
                .post("/api/v1/" + who.tenant() + "/kill-switches")
                .then();
    }

    static String order(String extent, String level) {
        return "{\"extent\": %s, \"level\": \"%s\", \"reason\": \"it deletes too much\"}".formatted(extent, level);
    }

    /** The id of the switch on the scene's namespace. */
    static String set(Stage.Scene scene, String level) {
        return post(scene.owner(), order("{\"namespace\": \"" + scene.namespace() + "\"}", level))
                .statusCode(201)
                .extract()
                .path("id");
    }

    static ValidatableResponse lift(Account who, String id) {
        return Stage.as(who.token()).delete(SWITCHES + "/" + id).then();
    }

    static ValidatableResponse get(Account who, String id) {
        return Stage.as(who.token()).get(SWITCHES + "/" + id).then();
    }

    static ValidatableResponse list(Account who, String query) {
        return Stage.as(who.token()).get(SWITCHES + query).then();
    }

    static ValidatableResponse maintain(Account who, String message) {
        return Stage.as(who.token())
                .contentType("application/json")
                .body("{\"message\": \"" + message + "\"}")
                .put("/api/v1/" + who.tenant() + "/maintenance")
                .then();
    }

    static ValidatableResponse endMaintenance(Account who) {
        return Stage.as(who.token())
                .delete("/api/v1/" + who.tenant() + "/maintenance")
                .then();
    }
}
