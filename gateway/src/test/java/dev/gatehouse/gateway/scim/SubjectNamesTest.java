package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The names of subjects, which all clients of a tenant share: no name of one client is in another's way. */
@QuarkusTest
class SubjectNamesTest {
    @Inject
    TestAccess access;

    private final String name = "n-" + UUID.randomUUID();
    private ScimCalls one;
    private ScimCalls other;

    @BeforeEach
    void openDoors() {
        one = ScimCalls.newClient(access, "acme");
        other = ScimCalls.newClient(access, "acme");
    }

    @Test
    void theFirstHasTheNameAndALaterOneItsIdBehindIt() {
        String first = one.user(name);
        String second = other.user(name);

        assertThat(subject(first)).isEqualTo(name);
        assertThat(subject(second)).isEqualTo(name + "#" + second);
        other.get("/Users/" + second).then().body("userName", equalTo(name));
    }

    @Test
    void nobodyCanKeepAUserFromBeingDeletedByTakingTheNameThatIsLeftBehind() {
        String bob = one.user(name);
        String trap = other.user(name + "#" + bob);
        String renamed = other.user("r-" + name);
        other.patch("/Users/" + renamed, "{'op':'replace','path':'userName','value':'X" + name + "#" + bob + "'}")
                .then()
                .statusCode(200);

        one.delete("/Users/" + bob).then().statusCode(204);

        assertThat(subject(bob)).isEqualTo(name + "#" + bob);
        assertThat(subject(trap)).isEqualTo(name + "#" + bob + "#" + trap);
        other.get("/Users/" + trap).then().body("userName", equalTo(name + "#" + bob));
    }

    @Test
    void ofManyClientsThatRenameToOneNameAtOnceAllSucceed() throws Exception {
        List<Callable<Integer>> renames = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            var client = ScimCalls.newClient(access, "acme");
            String id = client.user(name + "-" + i);
            renames.add(() -> client.patch("/Users/" + id, "{'op':'replace','path':'userName','value':'" + name + "'}")
                    .statusCode());
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var each : threads.invokeAll(renames)) {
                assertThat(each.get()).isEqualTo(200);
            }
        }

        assertThat(access.query("SELECT count(*) FROM subject WHERE name = ?", name))
                .contains("1");
        assertThat(access.query("SELECT count(*) FROM subject WHERE name LIKE ? || '#%'", name))
                .contains("7");
    }

    private String subject(String id) {
        return access.query("SELECT name FROM subject WHERE id = ?::uuid", id).orElseThrow();
    }
}
