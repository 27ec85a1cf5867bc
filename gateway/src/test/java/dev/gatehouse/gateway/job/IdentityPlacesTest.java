package dev.gatehouse.gateway.job;

import static dev.gatehouse.gateway.job.JobSpecTest.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityPlacesTest {
    private static String refused(String process, String... more) {
        var failure = catchThrowableOfType(
                InvalidJobSpec.class, () -> JobSpec.parse(job("'command': ['true'], " + process, more)));
        return failure == null
                ? ""
                : String.join(
                        " ",
                        failure.violations().stream().map(Violation::pointer).toList());
    }

    @Test
    void theLaunchSaysWhomTheRunShowsWhoItIsAndWhere() {
        JobSpec spec = JobSpec.parse(job("'command': ['true'], 'identity': [{'audience': 'vault', 'env': 'JWT'},"
                + " {'audience': 'cloud', 'file': 'tokens/cloud'}]"));

        var launch = new JobLaunch(
                spec,
                JsonNodeFactory.instance.objectNode(),
                LaunchOptions.NONE,
                new ExecutionId(new UUID(1, 2)),
                new UUID(3, 4));
        ProcessLaunch process = launch.process();

        assertThat(process.identity())
                .containsExactly(IdentityLaunch.atStart("vault"), IdentityLaunch.inFile("cloud", "tokens/cloud"));
        assertThat(process.env()).containsEntry("JWT", new Part.Joined(List.of(new Part.SecretPart("identity:vault"))));
        assertThat(launch.planned().audiences()).containsExactly("vault", "cloud");
        assertThat(launch.planned().env()).containsExactly("JWT");
    }

    @Test
    void aJobThatDeclaresNoneShowsNobodyWhoItIs() {
        assertThat(JobSpec.parse(job("'command': ['true']")).run().audiences()).isEmpty();
    }

    @Test
    void oneTokenMayLieInAVariableAndInAFile() {
        assertThat(refused("'identity': [{'audience': 'a', 'env': 'A'}, {'audience': 'a', 'file': 'a'}]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_PRELOAD", "GATEHOUSE_EXECUTION", "TRACEPARENT", "BASH_ENV", "UID"})
    void isInNoVariableThatLoadsCodeOrThatGatehouseSets(String name) {
        assertThat(refused("'identity': [{'audience': 'a', 'env': '" + name + "'}]"))
                .isEqualTo("/run/process/identity/0/env");
    }

    @Test
    void isInNoVariableThatSomethingElseSets() {
        assertThat(refused("'env': {'A': 'x'}, 'identity': [{'audience': 'a', 'env': 'A'}]"))
                .isEqualTo("/run/process/identity/0/env");
        assertThat(refused("'identity': [{'audience': 'a', 'env': 'A'}, {'audience': 'b', 'env': 'A'}]"))
                .isEqualTo("/run/process/identity/1/env");
        assertThat(refused("'identity': [{'audience': 'a', 'env': 'A'}]", ", 'overridable': ['env.A']"))
                .isEqualTo("/run/process/identity/0/env");
        assertThat(refused("'identity': [{'audience': 'a', 'env': 'A'}]", ", 'overridable': ['env.B']"))
                .isEmpty();
    }

    @Test
    void isInNoFileThatIsAnother() {
        assertThat(refused("'files': {'a': {'text': ''}}, 'identity': [{'audience': 'a', 'file': 'a'}]"))
                .isEqualTo("/run/process/identity/0/file");
        assertThat(refused("'files': {'a/b': {'text': ''}}, 'identity': [{'audience': 'a', 'file': 'a'}]"))
                .isEqualTo("/run/process/identity/0/file");
        assertThat(refused("'identity': [{'audience': 'a', 'file': 'a'}, {'audience': 'a', 'file': 'a/b'}]"))
                .isEqualTo("/run/process/identity/1/file");
    }
}
