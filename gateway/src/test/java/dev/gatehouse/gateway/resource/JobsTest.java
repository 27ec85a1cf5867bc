package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.SecretReference;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobsTest {
    @Inject
    TestAccess access;

    @Inject
    SubjectFacts subjects;

    @Inject
    PolicyEngine policy;

    @Inject
    Jobs jobs;

    private Account owner;
    private Namespace place;

    @BeforeEach
    void aJobOfTwoRevisions() {
        owner = access.account("acme", "Owner", "root");
        place = new Namespace("j" + owner.subject().toString().replace("-", ""));
        apply("one");
        apply("two");
    }

    private void apply(String word) {
        String yaml = """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: PLACE}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: PLACE, name: db}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: PLACE, name: j}
                spec:
                  timeout: PT5M
                  run: {process: {command: [echo, WORD], env: {A: "${{ secrets.db }}"}}}
                """.replace("PLACE", place.path()).replace("WORD", word);
        given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private LookupPermit permit(String job) {
        var subject = subjects.live("acme", owner.subject()).orElseThrow();
        var question = new LookupQuestion(subject, new JobName(place, job));
        return policy.decide(question) instanceof Decision.Allow<LookupPermit>(LookupPermit permit)
                ? permit
                : org.assertj.core.api.Assertions.fail("no permit");
    }

    private static String word(JobVersion version) {
        return version.spec().run().command().get(1).toString();
    }

    @Test
    void findsTheLatestRevisionOrTheNamedOne() {
        var latest = jobs.find(permit("j"), Optional.empty()).orElseThrow();
        var first = jobs.find(permit("j"), Optional.of(1L)).orElseThrow();

        assertThat(latest.reference().revision()).isEqualTo(2);
        assertThat(word(latest)).isEqualTo("two");
        assertThat(word(first)).isEqualTo("one");
        assertThat(first.reference().digest()).isNotEqualTo(latest.reference().digest());
        assertThat(latest.author()).isEqualTo(owner.subject());
        assertThat(latest.secrets()).containsExactly(new SecretReference("embedded", place, "db"));
    }

    @Test
    void findsNothingWhereThereIsNone() {
        assertThat(jobs.find(permit("k"), Optional.empty())).isEmpty();
        assertThat(jobs.find(permit("j"), Optional.of(3L))).isEmpty();
        assertThat(jobs.find(permit("j"), Optional.of(-1L))).isEmpty();
    }

    @Test
    void findsAPinnedRevisionInItsOwnTenantOnly() {
        UUID id = jobs.find(permit("j"), Optional.empty())
                .orElseThrow()
                .reference()
                .id();

        assertThat(jobs.at("acme", id, 1).map(JobsTest::word)).contains("one");
        assertThat(jobs.at("globex", id, 1)).isEmpty();
        assertThat(jobs.at("acme", UUID.randomUUID(), 1)).isEmpty();
    }
}
