package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.group;
import static dev.gatehouse.gateway.resource.ResourceCalls.job;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.put;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two people do to the same resource at the same moment. */
@QuarkusTest
class ResourceRaceTest {
    private static final int ROUNDS = 10;

    @Inject
    TestAccess access;

    private Account owner;
    private String place;

    @BeforeEach
    void aNamespaceWithAGroup() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "").substring(12);
        apply(owner, manifest(namespace(place), group(place))).statusCode(200);
    }

    private static List<Integer> atOnce(List<Callable<ValidatableResponse>> calls)
            throws InterruptedException, ExecutionException {
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ValidatableResponse> answer : threads.invokeAll(calls)) {
                statuses.add(answer.get().extract().statusCode());
            }
        }
        return statuses;
    }

    @Test
    void ofManyWhoChangeWhatTheyReadOneDoesAndTheOthersHearOfIt() throws InterruptedException, ExecutionException {
        apply(owner, secret(place, "db")).statusCode(200);
        String read = get(owner, "secrets/" + place + "/db").extract().header("ETag");
        List<Callable<ValidatableResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String mine = secret(place, "db") + "spec: {description: mine " + i + "}\n";
            calls.add(() -> put(as(owner).header("If-Match", read), "secrets/" + place + "/db", mine));
        }

        List<Integer> statuses = atOnce(calls);

        assertThat(Collections.frequency(statuses, 200)).isEqualTo(1);
        assertThat(Collections.frequency(statuses, 412)).isEqualTo(7);
        get(owner, "secrets/" + place + "/db").body("metadata.revision", is(2));
    }

    @Test
    void noExecutionBeginsWithAJobThatIsGone() throws InterruptedException, ExecutionException {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "j" + i;
            apply(owner, job(place, name, place)).statusCode(200);

            List<Integer> statuses = atOnce(List.of(
                    () -> as(owner)
                            .contentType("application/json")
                            .body("{\"job\": \"" + place + "/" + name + "\"}")
                            .post("/api/v1/acme/executions")
                            .then(),
                    () -> delete(owner, "jobs/" + place + "/" + name)));

            assertThat(statuses).isIn(List.of(201, 409), List.of(404, 200), List.of(409, 200));
        }
    }

    @Test
    void noJobIsDeclaredWithASecretThatIsGone() throws InterruptedException, ExecutionException {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "s" + i;
            apply(owner, secret(place, name)).statusCode(200);
            String using = job(place, "u" + i, place)
                    .replace("[\"true\"]", "[\"true\"], env: {P: \"${{ secrets." + name + " }}\"}");

            List<Integer> statuses =
                    atOnce(List.of(() -> apply(owner, using), () -> delete(owner, "secrets/" + place + "/" + name)));

            assertThat(statuses).isIn(List.of(200, 409), List.of(422, 200));
        }
    }
}
