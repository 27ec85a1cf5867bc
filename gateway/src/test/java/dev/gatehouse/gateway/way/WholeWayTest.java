package dev.gatehouse.gateway.way;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class WholeWayTest {
    @Inject
    Acme acme;

    @Inject
    SwitchablePolicy policy;

    @BeforeEach
    void open() throws IOException {
        acme.open();
    }

    private static String job(String name, String script) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: %s}
                spec:
                  workerGroup: way
                  timeout: PT1M
                  inputs: {type: object, properties: {who: {type: string}}}
                  run:
                    process:
                      command: [sh, -c, '%s']
                      env: {WHO: "${{ inputs.who }}"}
                """.formatted(name, script);
    }

    @Test
    void runsAJobFromTheRequestToItsOutputs() {
        acme.apply(job(
                "greet", "echo hello $WHO; echo to you >&2; echo {\\\"greeted\\\":\\\"$WHO\\\"} > $GATEHOUSE_OUTPUTS"));

        String id = acme.submit("way/greet", Map.of("who", "Ada"));
        JsonPath ended = acme.ended(id);

        assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("SUCCEEDED");
        assertThat(ended.getInt("exitCode")).isZero();
        assertThat(ended.getString("outputs.greeted")).isEqualTo("Ada");
        assertThat(acme.log(id)).contains("hello Ada\n").contains("to you\n");
    }

    @Test
    void recordsEachStepInOrder() {
        acme.apply(job("steps", "true"));

        String id = acme.submit("way/steps", Map.of("who", "Ada"));
        acme.ended(id);

        assertThat(acme.events(id).getList("items.code", String.class))
                .containsExactly("execution.accepted", "execution.started", "execution.succeeded");
        assertThat(acme.events(id).getList("items.n", Integer.class)).containsExactly(1, 2, 3);
    }

    @Test
    void failsAJobWhoseProcessFails() {
        acme.apply(job("fails", "exit 7"));

        JsonPath ended = acme.ended(acme.submit("way/fails", Map.of("who", "Ada")));

        assertThat(ended.getString("state")).isEqualTo("FAILED");
        assertThat(ended.getInt("exitCode")).isEqualTo(7);
    }

    @Test
    void triesAJobAgainUntilItSucceedsAndKeepsTheLogOfEachAttempt() {
        acme.apply(job("stubborn", "echo attempt $GATEHOUSE_ATTEMPT; test $GATEHOUSE_ATTEMPT = 2")
                .replace("  timeout:", "  retry: {attempts: 3, backoff: PT1S}\n  timeout:"));

        String id = acme.submit("way/stubborn", Map.of("who", "Ada"));
        JsonPath ended = acme.ended(id);

        assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("SUCCEEDED");
        assertThat(ended.getInt("attempt")).isEqualTo(2);
        assertThat(acme.log(id)).contains("attempt 1\n").contains("attempt 2\n").doesNotContain("attempt 3");
        assertThat(acme.events(id).getList("items.code", String.class))
                .containsExactly(
                        "execution.accepted",
                        "execution.started",
                        "execution.retrying",
                        "execution.started",
                        "execution.succeeded");
    }

    @Test
    void endsAJobThatSomebodyCancels() {
        acme.apply(job("sleeps", "sleep 600"));
        String id = acme.submit("way/sleeps", Map.of("who", "Ada"));
        acme.inState(id, "RUNNING");

        acme.cancel(id).then().statusCode(202);
        JsonPath ended = acme.ended(id);

        assertThat(ended.getString("state")).isEqualTo("CANCELLED");
        assertThat(acme.events(id).getList("items.code", String.class))
                .containsExactly(
                        "execution.accepted", "execution.started", "execution.stop_requested", "execution.cancelled");
    }

    @Test
    void refusesToCancelWhatHasEnded() {
        acme.apply(job("short", "true"));
        String id = acme.submit("way/short", Map.of("who", "Ada"));
        acme.ended(id);

        acme.cancel(id).then().statusCode(409);
    }

    @Test
    void goesBackToTheQueueWhilePolicyDoesNotAnswer() {
        acme.apply(job("waits", "true"));
        policy.leaveStarts(true);
        String id = acme.submit("way/waits", Map.of("who", "Ada"));
        try {
            Until.sees(
                    () -> acme.events(id).getList("items.code", String.class),
                    codes -> codes.contains("execution.returned"));
        } finally {
            policy.leaveStarts(false);
        }

        assertThat(acme.ended(id).getString("state")).isEqualTo("SUCCEEDED");
        List<String> codes = acme.events(id).getList("items.code", String.class);
        assertThat(codes).startsWith("execution.accepted", "execution.returned").doesNotContain("execution.revoked");
    }

    @Test
    void takesTheTimeOfAJobThatIsTooSlow() {
        acme.apply(job("slow", "sleep 600").replace("PT1M", "PT2S"));

        assertThat(acme.ended(acme.submit("way/slow", Map.of("who", "Ada"))).getString("state"))
                .isEqualTo("TIMED_OUT");
    }
}
