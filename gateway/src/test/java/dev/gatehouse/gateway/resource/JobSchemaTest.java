package dev.gatehouse.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.egress.EgressSettings;
import dev.gatehouse.gateway.operation.TestAddress;
import dev.gatehouse.gateway.policy.MappableRoles;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.gateway.secret.StoreRules;
import dev.gatehouse.gateway.secret.StoreSettings;
import dev.gatehouse.policy.Conditions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Kind job = new Kinds(
                    JSON,
                    new MappableRoles(Optional::empty),
                    new DeclaredAddresses(new EgressSettings(false)),
                    new Conditions(),
                    TestAddress.of("https://gatehouse.test"),
                    new StoreRules(new StoreSettings()))
            .named("Job")
            .orElseThrow();

    private List<String> refusedWithRetry(String retry) throws JsonProcessingException {
        var document = JSON.readTree(
                "{\"apiVersion\":\"gatehouse.dev/v1\",\"kind\":\"Job\",\"metadata\":{\"namespace\":\"acme\",\"name\":\"r\"},"
                        + "\"spec\":{\"run\":{\"process\":{\"command\":[\"true\"]}},\"retry\":" + retry + "}}");
        return job.schema().violations(document).stream()
                .map(Violation::message)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"none\"",
                "{\"attempts\": 3}",
                "{\"attempts\": 1, \"backoff\": \"PT10S\", \"maxBackoff\": \"PT10M\"}"
            })
    void takesRetries(String retry) throws JsonProcessingException {
        assertThat(refusedWithRetry(retry)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"always\"",
                "3",
                "null",
                "{}",
                "{\"attempts\": 0}",
                "{\"attempts\": 101}",
                "{\"attempts\": 2.5}",
                "{\"attempts\": 2, \"backoff\": \"10s\"}",
                "{\"attempts\": 2, \"delay\": \"PT1S\"}"
            })
    void refusesOtherRetries(String retry) throws JsonProcessingException {
        assertThat(refusedWithRetry(retry)).isNotEmpty();
    }

    private List<String> refusedWithIdentity(String token) throws JsonProcessingException {
        var document = JSON.readTree(
                "{\"apiVersion\":\"gatehouse.dev/v1\",\"kind\":\"Job\",\"metadata\":{\"namespace\":\"acme\",\"name\":\"r\"},"
                        + "\"spec\":{\"run\":{\"process\":{\"command\":[\"true\"],\"identity\":[" + token + "]}}}}");
        return job.schema().violations(document).stream()
                .map(Violation::message)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'audience': 'a', 'file': 'a.jwt', 'env': 'A'} | either file or env, and not both",
                "{'audience': 'a'}                              | either file or env, and not both",
                "{'audience': 'a', 'file': '../a.jwt'}          | without . and .. in its path",
                "{'audience': 'a', 'file': 'tools/a.jwt'}       | not in tools",
                "{'audience': 'a', 'file': '/a.jwt'}            | by a relative path",
                "{'audience': 'a', 'env': '1A'}                 | does not begin with a digit",
                "{'audience': 'a b', 'env': 'A'}                | without a space"
            })
    void saysWhatToWriteInPlaceOfATokenThatLiesNowhere(String token, String advice) throws JsonProcessingException {
        List<String> messages = refusedWithIdentity(token.replace('\'', '"'));

        assertThat(messages).anyMatch(message -> message.contains(advice));
        assertThat(messages).noneMatch(message -> message.contains("index") || message.contains("{\"pattern"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"audience\": \"https://a.example\", \"file\": \"tokens/a.jwt\"}",
                "{\"audience\": \"https://a.example\", \"env\": \"A_JWT\"}",
                "{\"audience\": \"a\", \"file\": \"a\"}, {\"audience\": \"a\", \"env\": \"A\"}"
            })
    void takesATokenInAFileOrAVariable(String token) throws JsonProcessingException {
        assertThat(refusedWithIdentity(token)).isEmpty();
    }

    private List<String> refusedWithFile(String path) {
        var document =
                JSON.createObjectNode().put("apiVersion", "gatehouse.dev/v1").put("kind", "Job");
        document.putObject("metadata").put("namespace", "acme").put("name", "report");
        var process = document.putObject("spec").putObject("run").putObject("process");
        process.putArray("command").add("true");
        process.putObject("files").putObject(path).put("text", "x");
        return job.schema().violations(document).stream()
                .map(Violation::message)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Report.java", ".pgpass", "lib/a.py", "a..b", "...", "a/.b/c", "toolset", "lib/tools"})
    void takesAFileInTheJobsOwnFolder(String path) {
        assertThat(refusedWithFile(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "..",
                ".",
                "../x",
                "./x",
                "a/..",
                "a/../x",
                "a/./x",
                "a//x",
                "a/",
                "tools",
                "tools/x",
                "a\\x",
                "a x",
                "a\nx",
                "x\n",
                "a\u0000"
            })
    void refusesAFileAnywhereElse(String path) {
        assertThat(refusedWithFile(path)).isNotEmpty();
    }
}
