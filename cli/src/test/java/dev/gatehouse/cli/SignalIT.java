package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security events that a real Keycloak pushes, and what ends for them. */
class SignalIT {
    private static final String QUICK = "{\"job\": \"demo.weather/quick\"}";

    @TempDir
    static Path folder;

    private static KeycloakStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = KeycloakStage.startedIn(folder);
        stage.keycloak().pushSignals(stage.installation().url() + "/signals/demo/keycloak", KeycloakStage.SIGNALS);
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    private static int status(String token) {
        return stage.installation()
                .api(token)
                .post("executions", Installation.parse(QUICK))
                .status();
    }

    private static boolean hasEnded(String token) {
        return status(token) == 401;
    }

    private static JsonNode ends() {
        return stage.installation().api().get("access-ends").json().path("items");
    }

    @Test
    void aRevokedSessionEndsWhatThePersonHadAndANewTokenIsGood() {
        String before = stage.keycloak().accessToken("ada", "analytical-engine");
        assertThat(status(before)).isEqualTo(201);

        stage.keycloak().logOut(KeycloakServer.ADA);

        Installation.until("the token of before is refused", () -> hasEnded(before));
        assertThat(ends().findValuesAsText("name")).contains("ada");
        assertThat(ends().findValuesAsText("reason")).containsOnly("security_event");
        Installation.until(
                "a token from after it is good",
                () -> status(stage.keycloak().accessToken("ada", "analytical-engine")) == 201);
    }

    @Test
    void aChangedPasswordEndsWhatThePersonHad() {
        String before = stage.keycloak().accessToken("grace", "nanoseconds");
        assertThat(status(before)).isEqualTo(403);

        stage.keycloak().resetPassword(KeycloakServer.GRACE, "microseconds");

        Installation.until("the token of before is refused", () -> hasEnded(before));
        Installation.until(
                "a token from after it is known",
                () -> status(stage.keycloak().accessToken("grace", "microseconds")) == 403);
    }
}
