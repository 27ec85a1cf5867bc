package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.secrets.SecretLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobSpecTest {
    static final String INPUT = "${{ inputs.day }}";

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A job whose process has these members, with one string input {@code day}. */
    static JsonNode job(String process, String... more) {
        return json("{'inputs': {'type': 'object', 'properties': {'day': {'type': 'string'}}},"
                + " 'run': {'process': {" + process + "}}" + String.join("", more) + "}");
    }

    private static List<String> refused(JsonNode spec) {
        var failure = catchThrowableOfType(InvalidJobSpec.class, () -> JobSpec.parse(spec));
        return failure == null
                ? List.of()
                : failure.violations().stream().map(Violation::pointer).toList();
    }

    @Test
    void hasDefaultsForWhatIsNotDeclared() {
        var job = JobSpec.parse(json("{'run': {'process': {'command': ['true']}}}"));

        assertThat(job.workerGroup()).isEqualTo("default");
        assertThat(job.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(job.usesSecrets()).isFalse();
        assertThat(job.overridable().allows(Overridable.Option.ARGS)).isFalse();
        assertThat(job.retry()).isEqualTo(Retry.NONE);
        assertThat(job.queueTimeout()).isEmpty();
    }

    @Test
    void saysHowOftenItIsStartedAndHowLongItWaits() {
        var job = JobSpec.parse(job(
                "'command': ['true']",
                ", 'queueTimeout': 'PT5M', 'retry': {'attempts': 3, 'backoff': 'PT1S', 'maxBackoff': 'PT4S'}"));

        assertThat(job.retry()).isEqualTo(new Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(4)));
        assertThat(job.queueTimeout()).contains(Duration.ofMinutes(5));
    }

    @Test
    void mayLeaveTheWaitsToTheirDefaultsOrSayThatThereAreNoRetries() {
        assertThat(JobSpec.parse(job("'command': ['true']", ", 'retry': {'attempts': 3}"))
                        .retry())
                .isEqualTo(new Retry(3, Duration.ofSeconds(10), Duration.ofMinutes(10)));
        assertThat(JobSpec.parse(job("'command': ['true']", ", 'retry': 'none'"))
                        .retry())
                .isEqualTo(Retry.NONE);
    }

    @Test
    void refusesWaitsThatCannotBe() {
        assertThat(refused(job("'command': ['true']", ", 'retry': {'attempts': 3, 'backoff': 'PT0.1S'}")))
                .containsExactly("/retry/backoff");
        assertThat(refused(job("'command': ['true']", ", 'retry': {'attempts': 3, 'backoff': 'PT1H'}")))
                .containsExactly("/retry/maxBackoff");
        assertThat(refused(job("'command': ['true']", ", 'queueTimeout': 'P8D'")))
                .containsExactly("/queueTimeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['java', 'Report.java', '--day', '${{ inputs.day }}']",
                "['java', '-cp', 'tools/postgresql.jar', 'Summary.java', '${{ inputs.day }}']",
                "['java', '-jar', 'app.jar', '${{ inputs.day }}']",
                "['python3', '-u', '-W', 'ignore', 'report.py', '${{ inputs.day }}']",
                "['sh', 'run.sh', '${{ inputs.day }}', '${{ execution.id }}']",
                "['timeout', '5', 'sh', 'run.sh', '${{ inputs.day }}']",
                "['timeout', '-k', '9', '5', 'cat', '${{ inputs.day }}']",
                "['env', 'A=b', 'sh', 'run.sh', '${{ inputs.day }}']",
                "['echo', '${{ inputs.day }}']",
                "['echo', 'run-${{ execution.id }}-${{ subject.id }}']",
                "['mkdir', '-p', '${{ inputs.day }}']",
                "['sh', '-c', 'echo $DAY']"
            })
    void letsAnInputBeOneArgumentOfAKnownProgram(String command) {
        assertThat(refused(job("'command': " + command))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['${{ inputs.day }}']",
                "['${{ execution.id }}']",
                "['sh', '-c', '${{ inputs.day }}']",
                "['sh', '-c', 'echo $1', '_', '${{ inputs.day }}']",
                "['bash', '-ec', '${{ inputs.day }}']",
                "['bash', '-lc', '${{ inputs.day }}']",
                "['/bin/bash', '-xce', '${{ inputs.day }}']",
                "['sh', '${{ inputs.day }}']",
                "['env', 'bash', '${{ inputs.day }}']",
                "['timeout', '5', 'bash', '${{ inputs.day }}']",
                "['timeout', '5', '${{ inputs.day }}']",
                "['timeout', '5', '${{ inputs.day }}', '${{ inputs.day }}']",
                "['/usr/sbin/chroot', '/srv', '${{ inputs.day }}']",
                "['flock', 'lock', '${{ inputs.day }}']",
                "['ssh', 'host', '${{ inputs.day }}']",
                "['ssh', 'host', 'cat', '${{ inputs.day }}']",
                "['watch', 'cat', '${{ inputs.day }}']",
                "['deno', 'eval', '${{ inputs.day }}']",
                "['bash', '+x', '${{ inputs.day }}']",
                "['busybox', 'sh', '${{ inputs.day }}']",
                "['xargs', '${{ inputs.day }}']",
                "['python3', '${{ inputs.day }}']",
                "['python3.12', '-u', '${{ inputs.day }}']",
                "['python3', '-W', 'ignore', '${{ inputs.day }}']",
                "['python3', '-m', '${{ inputs.day }}']",
                "['perl', '-e', '${{ inputs.day }}']",
                "['perl', '-ne', '${{ inputs.day }}', 'file']",
                "['ruby', '-e', '${{ inputs.day }}']",
                "['node', '--eval', '${{ inputs.day }}']",
                "['node', '-p', '${{ inputs.day }}']",
                "['node', '--eval=1', '${{ inputs.day }}']",
                "['node', '--require', '${{ inputs.day }}', 'app.js']",
                "['java', '-cp', '${{ inputs.day }}', 'Main']",
                "['java', '-cp', 'lib', '${{ inputs.day }}']",
                "['java', '${{ inputs.day }}']",
                "['psql', '-c', '${{ inputs.day }}']",
                "['mysql', '--execute', '${{ inputs.day }}']",
                "['find', '.', '-exec', '${{ inputs.day }}']",
                "['awk', '${{ inputs.day }}', 'file']"
            })
    void refusesATemplateThatWouldBeProgramText(String command) {
        assertThat(refused(job("'command': " + command))).isNotEmpty().allMatch(at -> at.startsWith("/run/process"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--day=${{ inputs.day }}",
                "${{ inputs.day }} ",
                "${{ inputs.day }}${{ inputs.day }}",
                "-D${{ inputs.day }}"
            })
    void refusesAnInputThatIsNotOneWholeArgument(String argument) {
        assertThat(refused(job("'command': ['echo', '" + argument + "']"))).containsExactly("/run/process/command/1");
    }

    @Test
    void refusesASecretInACommand() {
        assertThat(refused(job("'command': ['echo', '${{ secrets.db }}']"))).contains("/run/process/command/1");
    }

    @Test
    void letsSecretsIntoEnvStdinAndTemplateFiles() {
        var job = JobSpec.parse(job("'command': ['sh', 'run.sh'], 'env': {'A': '${{ secrets.a }}'},"
                + " 'stdin': '${{ secrets.b }}', 'files': {'x': {'text': '${{ secrets.c }}', 'template': true}}"));

        assertThat(job.secrets().stream().map(TemplatePath.Secret::name)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void leavesAFileThatIsNoTemplateAlone() {
        var job = JobSpec.parse(job("'command': ['sh', 'x'], 'files': {'x': {'text': '${{ secrets.c }} ${{'}}"));

        assertThat(job.usesSecrets()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${{ inputs.day }}", "${{ execution.id }}", "${{ subject.id }}"})
    void refusesAnythingButSecretsInAFile(String text) {
        var spec = job("'command': ['sh', 'x'], 'files': {'x': {'text': '" + text + "', 'template': true}}");

        assertThat(refused(spec)).containsExactly("/run/process/files/x");
    }

    @Test
    void refusesABinaryTemplate() {
        var spec = job("'command': ['sh', 'x'], 'files': {'x': {'base64': 'AAA=', 'template': true}}");

        assertThat(refused(spec)).containsExactly("/run/process/files/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "LD_AUDIT",
                "BASH_ENV",
                "ENV",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "PERL5LIB",
                "PERL5OPT",
                "RUBYOPT",
                "RUBYLIB",
                "NODE_OPTIONS",
                "NODE_PATH",
                "LUA_INIT_5_4",
                "LUA_PATH_5_3",
                "PERLDB_OPTS",
                "NPM_CONFIG_NODE_OPTIONS",
                "DOTNET_STARTUP_HOOKS",
                "MAKEFLAGS",
                "LESSCLOSE",
                "EDITOR",
                "JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "_JAVA_OPTIONS",
                "CLASSPATH",
                "IFS",
                "PS4",
                "GCONV_PATH",
                "PATH",
                "ld_preload"
            })
    void refusesATemplateInAVariableThatLoadsCode(String name) {
        assertThat(refused(job("'command': ['true'], 'env': {'" + name + "': '${{ inputs.day }}'}")))
                .containsExactly("/run/process/env/" + name);
        assertThat(refused(job("'command': ['true']", ", 'overridable': ['env." + name + "']")))
                .containsExactly("/overridable/0");
        assertThat(refused(job("'command': ['true'], 'env': {'" + name + "': 'literal'}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GATEHOUSE_OUTPUTS", "TRACEPARENT", "UID", "SHELLOPTS"})
    void refusesAVariableThatGatehouseOrTheShellSets(String name) {
        assertThat(refused(job("'command': ['true'], 'env': {'" + name + "': 'x'}")))
                .containsExactly("/run/process/env/" + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['sh']",
                "['bash', '-s']",
                "['bash', '-s', 'x']",
                "['python3', '-']",
                "['python3', '-', 'x']",
                "['bash', '/dev/stdin']",
                "['env', 'sh']"
            })
    void refusesAnInputThatWouldBeAProgramFromStandardInput(String command) {
        assertThat(refused(job("'command': " + command + ", 'stdin': '" + INPUT + "'")))
                .containsExactly("/run/process/stdin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"['cat']", "['sh', 'run.sh']", "['sh', '-c', 'cat']"})
    void letsAnInputBeDataOnStandardInput(String command) {
        assertThat(refused(job("'command': " + command + ", 'stdin': '" + INPUT + "'")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"['sh']", "['sh', '-c', 'x']", "['java']", "['python3', '-m']"})
    void refusesOverridableArgumentsThatWouldBeProgramText(String command) {
        assertThat(refused(job("'command': " + command, ", 'overridable': ['args']")))
                .containsExactly("/overridable/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "-PT1M", "P8D", "PT999999999999999999H", "P", "soon"})
    void refusesATimeoutOutOfBounds(String timeout) {
        assertThat(refused(job("'command': ['true']", ", 'timeout': '" + timeout + "'")))
                .containsExactly("/timeout");
    }

    @Test
    void refusesAFileThatIsAlsoAFolder() {
        var spec = job("'command': ['true'], 'files': {'a': {'text': ''}, 'a/b': {'text': ''}}");

        assertThat(refused(spec)).containsExactly("/run/process/files/a");
    }

    @Test
    void refusesMoreSecretsThanAWorkerIsSent() {
        var env = new StringBuilder();
        for (int i = 0; i <= SecretLimits.MAX_PER_JOB; i++) {
            env.append(i == 0 ? "" : ",")
                    .append("'V")
                    .append(i)
                    .append("': '${{ secrets.s")
                    .append(i)
                    .append(" }}'");
        }

        assertThat(refused(job("'command': ['true'], 'env': {" + env + "}"))).containsExactly("/run/process");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'string'}",
                "{}",
                "{'type': 'object', 'properties': {'a': {'$ref': 'https://example.org/a.json'}}}",
                "{'type': 'object', 'properties': {'a': {'$ref': 'file:///etc/passwd'}}}",
                "{'type': 'object', '$id': 'https://example.org/'}",
                "{'type': 'object', '$schema': 'http://json-schema.org/draft-07/schema#'}",
                "{'type': 'object', 'properties': {'a': {'type': 'strong'}}}",
                "{'type': 'object', 'properties': {'a': {'pattern': '('}}}",
                "{'type': 'object', 'properties': {'a': {'minLength': -1}}}",
                "{'type': 'object', '$ref': '#'}",
                "{'type': 'object', 'allOf': [{'$ref': '#'}]}",
                "{'type': 'object', '$ref': '#/$defs/missing'}"
            })
    void refusesASchemaOfInputsThatCannotBeUsed(String schema) {
        assertThat(refused(json("{'inputs': " + schema + ", 'run': {'process': {'command': ['true']}}}")))
                .isNotEmpty()
                .allMatch(at -> at.startsWith("/inputs"));
    }
}
