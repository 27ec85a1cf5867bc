package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.SubmitQuestion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuestionDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID ADA = new UUID(0x0000_0000_0000_7000L, 1);
    private static final UUID PROVISIONED_THEN = new UUID(0x0000_0000_0000_7000L, 2);
    private static final UUID PROVISIONED_NOW = new UUID(0x0000_0000_0000_7000L, 3);
    private static final UUID OKTA = new UUID(0x0000_0000_0000_7000L, 4);
    private static final UUID CLAIMED = ClaimGroup.id(OKTA, "ops");
    private static final UUID BY_OKTA = ClaimGroup.source(OKTA, "https://okta.example");

    private final QuestionDocument document = new QuestionDocument(JSON);

    private static Subject ada(long epoch, UUID... groups) {
        return new Subject("acme", ADA, SubjectKind.USER, "ada", true, epoch, Set.of(groups), Instant.EPOCH);
    }

    @Test
    void isAskedAgainInTheGroupsOfNowAndThoseThatTheTokenNamedThen() {
        var job = new JobReference(JobName.parse("acme.data/etl").orElseThrow(), new UUID(0, 5), 1, "0".repeat(64));
        var version = version(job);
        var launch = new LaunchOptions(List.of(), Map.of(), Optional.empty(), Map.of(), 0, Optional.empty());
        var asked = new SubmitQuestion(
                ada(1, PROVISIONED_THEN, CLAIMED, BY_OKTA),
                job,
                Map.of(),
                launch,
                List.of(),
                false,
                "default",
                true,
                RunPlan.of(version, JSON.createObjectNode(), launch, ADA));
        JsonNode recorded = JSON.valueToTree(document.write(asked));

        assertThat(QuestionDocument.claimed(recorded)).containsExactlyInAnyOrder(CLAIMED, BY_OKTA);
        assertThat(document.read(recorded, ada(2, PROVISIONED_NOW), Set.of(CLAIMED), version)
                        .subject())
                .isEqualTo(ada(2, PROVISIONED_NOW, CLAIMED));
        assertThat(document.read(recorded, ada(2, PROVISIONED_NOW), Set.of(), version)
                        .subject())
                .isEqualTo(ada(2, PROVISIONED_NOW));
    }

    private static JobVersion version(JobReference job) {
        var spec = JSON.createObjectNode();
        spec.putObject("run").putObject("process").putArray("command").add("true");
        return new JobVersion(job, JobSpec.parse(spec), ADA, List.of());
    }

    @Test
    void isAskedAgainFromTheAddressAndOfTheRevisionThatItNamedThen() {
        var job = new JobReference(JobName.parse("acme.data/etl").orElseThrow(), new UUID(0, 5), 1, "0".repeat(64));
        var plan = RunPlan.of(version(job), JSON.createObjectNode(), LaunchOptions.NONE, ADA);
        var asked = new SubmitQuestion(
                ada(1).from("192.0.2.7"), job, Map.of(), LaunchOptions.NONE, List.of(), false, "default", true, plan);

        var again = document.read(JSON.valueToTree(document.write(asked)), ada(2), Set.of(), version(job));

        assertThat(again.subject().source()).isEqualTo("192.0.2.7");
        assertThat(again.pinned()).isTrue();
        assertThat(again.run().get()).isEqualTo(asked.run().get());
    }
}
