package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobLaunchTest {
    private static final ExecutionId EXECUTION =
            new ExecutionId(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private static final UUID SUBJECT = UUID.fromString("01890000-0000-7000-8000-000000000002");

    private static ProcessLaunch launch(JsonNode spec, String inputs, LaunchOptions options) {
        return new JobLaunch(JobSpec.parse(spec), JobSpecTest.json(inputs), options, EXECUTION, SUBJECT).process();
    }

    private static LaunchOptions options(List<String> args, Map<String, String> env) {
        return new LaunchOptions(args, env, Optional.empty(), Map.of(), 0, Optional.empty());
    }

    @Test
    void fillsInInputsAndIds() {
        var spec = JobSpecTest.job("'command': ['sh', 'x', '${{ inputs.day }}', '${{ inputs.deep.n }}'],"
                + " 'env': {'RUN': '${{ execution.id }}/${{ subject.id }}', 'B': '${{ inputs.b }}|${{ inputs.o }}'}");

        var process =
                launch(spec, "{'day': 'mon day', 'deep': {'n': 7}, 'b': true, 'o': {'k': [1]}}", LaunchOptions.NONE);

        assertThat(process.command())
                .containsExactly(
                        Part.Joined.text("sh"),
                        Part.Joined.text("x"),
                        Part.Joined.text("mon day"),
                        Part.Joined.text("7"));
        assertThat(process.env())
                .containsEntry("RUN", Part.Joined.text(EXECUTION + "/" + SUBJECT))
                .containsEntry("B", Part.Joined.text("true|{\"k\":[1]}"));
    }

    @Test
    void neverReadsAValueForTemplatesAgain() {
        var spec = JobSpecTest.job(
                "'command': ['echo', '${{ inputs.day }}'], 'env': {'A': '${{ inputs.day }}'},"
                        + " 'stdin': '${{ inputs.day }}'",
                ", 'overridable': ['args', 'env.B']");

        var process = launch(
                spec,
                "{'day': '${{ secrets.db }}'}",
                options(List.of("${{ secrets.db }}"), Map.of("B", "${{ secrets.db }}")));

        var text = Part.Joined.text("${{ secrets.db }}");
        assertThat(process.command()).containsExactly(Part.Joined.text("echo"), text, text);
        assertThat(process.env()).containsEntry("A", text).containsEntry("B", text);
        assertThat(process.stdin()).isEqualTo(text);
    }

    @Test
    void leavesPlacesForSecretsByTheirFullNames() {
        var spec = JobSpecTest.job("'command': ['true'],"
                + " 'env': {'URL': 'postgres://x:${{ secrets.acme/db }}@${{ inputs.day }}'},"
                + " 'files': {'.pgpass': {'text': 'h:${{ secrets.acme/db }}', 'template': true}}");

        var process = launch(spec, "{'day': 'host'}", LaunchOptions.NONE);

        assertThat(process.env().get("URL"))
                .isEqualTo(new Part.Joined(List.of(
                        new Part.Text("postgres://x:"), new Part.SecretPart("acme/db"), new Part.Text("@host"))));
        assertThat(process.files().get(".pgpass").text().secrets()).containsExactly("acme/db");
    }

    @Test
    void keepsTheBytesOfABinaryFile() {
        var spec = JobSpecTest.job("'command': ['true'], 'files': {'x': {'base64': '//79'}}");

        var process = launch(spec, "{}", LaunchOptions.NONE);

        assertThat(process.files().get("x").bytes()).isEqualTo("__79");
    }

    @Test
    void addsArgumentsAndReplacesVariables() {
        var spec = JobSpecTest.job(
                "'command': ['sh', 'x'], 'env': {'LEVEL': 'info'}", ", 'overridable': ['args', 'env.LEVEL']");

        var process = launch(spec, "{}", options(List.of("-v"), Map.of("LEVEL", "debug")));

        assertThat(process.command()).endsWith(Part.Joined.text("-v"));
        assertThat(process.env()).containsEntry("LEVEL", Part.Joined.text("debug"));
    }

    @Test
    void refusesOptionsThatTheJobDoesNotList() {
        var spec = JobSpec.parse(JobSpecTest.job("'command': ['sh', 'x']"));
        var options = new LaunchOptions(
                List.of("a"),
                Map.of("LEVEL", "x"),
                Optional.of("big"),
                Map.of("a", "b"),
                7,
                Optional.of(Duration.ofMinutes(1)));

        assertThat(LaunchRules.violations(spec, options))
                .extracting("pointer")
                .containsExactly("/args", "/env/LEVEL", "/workerGroup", "/labels", "/priority", "/timeout");
        assertThat(LaunchRules.violations(spec, LaunchOptions.NONE)).isEmpty();
    }

    @Test
    void takesOptionsThatTheJobLists() {
        var spec = JobSpec.parse(JobSpecTest.job(
                "'command': ['sh', 'x']",
                ", 'overridable': ['args', 'env.LEVEL', 'workerGroup', 'labels', 'priority', 'timeout']"));
        var options = new LaunchOptions(
                List.of("a"),
                Map.of("LEVEL", "x"),
                Optional.of("big"),
                Map.of("a", "b"),
                7,
                Optional.of(Duration.ofMinutes(1)));

        assertThat(LaunchRules.violations(spec, options)).isEmpty();
        assertThat(JobLaunch.workerGroup(spec, options)).isEqualTo("big");
        assertThat(JobLaunch.timeout(spec, options)).isEqualTo(Duration.ofMinutes(1));
        assertThat(JobLaunch.priority(spec, options)).isEqualTo(7);
    }

    @Test
    void takesOnlyNamesOfGroupsAndLabelsThatAManifestCouldHave() {
        var spec =
                JobSpec.parse(JobSpecTest.job("'command': ['sh', 'x']", ", 'overridable': ['workerGroup', 'labels']"));
        var options = new LaunchOptions(
                List.of(),
                Map.of(),
                Optional.of("g".repeat(64)),
                Map.of("", "empty", "Team", "upper", "a", "x".repeat(101), "team", "data/etl"),
                0,
                Optional.empty());

        assertThat(LaunchRules.violations(spec, options))
                .extracting("pointer")
                .containsExactly("/workerGroup", "/labels/", "/labels/Team", "/labels/a");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, -101, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAPriorityOutOfItsRange(int priority) {
        var spec = JobSpec.parse(JobSpecTest.job("'command': ['sh', 'x']", ", 'overridable': ['priority']"));
        var options = new LaunchOptions(
                List.of(), Map.of(), Optional.empty(), Map.of(), priority, Optional.<Duration>empty());

        assertThat(LaunchRules.violations(spec, options)).extracting("pointer").containsExactly("/priority");
    }

    @Test
    void neverLetsALaunchSetAVariableThatLoadsCode() {
        var spec = JobSpec.ofStored(
                JobSpecTest.job("'command': ['sh', 'x']", ", 'overridable': ['env.LD_PRELOAD', 'env.GATEHOUSE_X']"));
        var options = options(List.of(), Map.of("LD_PRELOAD", "/tmp/x.so", "GATEHOUSE_X", "1"));

        assertThat(LaunchRules.violations(spec, options))
                .extracting("pointer")
                .containsExactly("/env/GATEHOUSE_X", "/env/LD_PRELOAD");
    }
}
