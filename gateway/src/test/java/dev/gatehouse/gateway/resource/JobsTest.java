package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.HeldCommits;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.SecretReference;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
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

    @Inject
    ResourceRows rows;

    @Inject
    ObjectMapper json;

    @Inject
    AgroalDataSource database;

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

    /** The read has its row already, and comes back with it only after the change has been told of. */
    @Test
    void aReadThatIsUnderWayWhileTheJobIsDeclaredAgainBringsNothingOldBack() throws Exception {
        var held = new HeldCommits(database);
        var ours = new Jobs(held.transactions(), rows, json, new Meters(new SimpleMeterRegistry()));
        var permit = permit("j");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var early = threads.submit(() -> ours.find(permit, Optional.empty()).map(JobsTest::word));
            held.await();
            apply("three");
            var told = threads.submit(ours::changed);

            var late = threads.submit(() -> {
                told.get();
                return ours.find(permit, Optional.empty()).map(JobsTest::word);
            });
            assertThat(late).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.of("three"));

            held.release();
            assertThat(early.get()).as("as it was when it was asked for").contains("two");
            assertThat(ours.find(permit, Optional.empty()).map(JobsTest::word)).contains("three");
        } finally {
            held.release();
        }
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
