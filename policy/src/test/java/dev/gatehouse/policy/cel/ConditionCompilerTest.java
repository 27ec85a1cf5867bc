package dev.gatehouse.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.cel.Condition.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionCompilerTest {
    private static final String RELEASERS = "00000000-0000-0000-0000-000000000001";
    private static final String OTHERS = "00000000-0000-0000-0000-000000000002";

    private final ConditionCompiler compiler = new ConditionCompiler();
    private final Map<Variable, Object> facts = new HashMap<>(Map.ofEntries(
            Map.entry(Variable.ACTION, "execution:create"),
            Map.entry(Variable.NOW, Instant.parse("2026-11-27T18:30:00Z")),
            Map.entry(Variable.SOURCE_ADDRESS, "10.1.2.3"),
            Map.entry(Variable.SUBJECT_KIND, "user"),
            Map.entry(Variable.SUBJECT_GROUPS, List.of(RELEASERS)),
            Map.entry(Variable.JOB_LABELS, Map.of("team", "data")),
            Map.entry(Variable.RUN_COMMAND, List.of("java", "Report.java")),
            Map.entry(Variable.RUN_TIMEOUT, Duration.ofMinutes(15)),
            Map.entry(Variable.JOB_REVISION, 3L),
            Map.entry(
                    Variable.INPUTS,
                    Map.of("day", "2026-11-27", "rows", 10L, "rate", 0.5, "hosts", List.of("a.example")))));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject.kind == 'user'",
                "action == 'execution:create' && job.revision >= 3",
                "run.command[0] == 'java'",
                "run.command.exists(each, each.endsWith('.java'))",
                "job.labels.team == 'data' && 'team' in job.labels",
                "inputs.rows <= 10 && inputs.rate < 1",
                "inputs.rows > 9.5",
                "inputs.hosts.all(host, host.lowerAscii().matches('^[a-z.]+$'))",
                "!has(inputs.unknown)",
                "run.timeout <= duration('20m')",
                "now < timestamp('2026-12-01T00:00:00Z')",
                "now.getHours('Europe/Berlin') == 19 && now.getDayOfWeek('Europe/Berlin') == 5",
                "fromNetwork('10.0.0.0/8')",
                "!fromNetwork('2001:db8::/32')",
                "inGroup('release-managers')",
                "!inGroup('others')",
                "inputs.day.size() == 10"
            })
    void saysWhatHolds(String text) {
        assertThat(test(text)).isEqualTo(Outcome.HOLDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject.kind == 'service_account'",
                "run.command.exists(each, each == '-c')",
                "inputs.rows > 10",
                "fromNetwork('192.168.0.0/16')",
                "inGroup('others')",
                "now.getHours('Europe/Berlin') == 18"
            })
    void saysWhatDoesNotHold(String text) {
        assertThat(test(text)).isEqualTo(Outcome.DOES_NOT_HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs.unknown == 'x'",
                "inputs.day > 3",
                "inputs.rows / 0 > 1",
                "run.command[7] == 'x'",
                "secrets.exists(each, each == 'x')",
                "inGroup('nobody-said-its-id')",
                "now.getHours('Nowhere/Atlantis') == 1"
            })
    void failsOfWhatIsNotThere(String text) {
        assertThat(test(text)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void asksFromNoNetworkWhereNobodyCalls() {
        facts.put(Variable.SOURCE_ADDRESS, "");

        assertThat(test("fromNetwork('0.0.0.0/0')")).isEqualTo(Outcome.DOES_NOT_HOLD);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            subject.kind = 'user'                     | 1 | 14
            subject.kind == 'user' &&                 | 1 | 26
            subject.age > 3                           | 1 | 1
            subject.kind                              | 1 | 8
            1 == 'a'                                  | 1 | 3
            inGroup(subject.name)                     | 1 | 8
            fromNetwork('10.0.0.1/8')                 | 1 | 12
            run.command.map(each, each) == []         | 1 | 16
            subject.kind.matches('(')                 | 1 | 22
            subject.kind.matches(subject.name)        | 1 | 29
            """)
    void saysWhereAConditionIsWrong(String text, int line, int column) {
        assertThat(flaws(text)).first().satisfies(flaw -> {
            assertThat(flaw.line()).isEqualTo(line);
            assertThat(flaw.column()).isEqualTo(column);
            assertThat(flaw.message()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808 > 0", "-9223372036854775809 < 0"})
    void saysOfANumberBeyondThoseThereAreWhatItIsNot(String text) {
        assertThat(flaws(text)).first().extracting(Flaw::message).isEqualTo("not a number of 64 bits");
    }

    @Test
    void takesTheLargestNumberThereIs() {
        assertThat(test("9223372036854775807 > 0")).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void namesTheLineOfALongCondition() {
        assertThat(flaws("subject.kind == 'user'\n&& nonsense"))
                .first()
                .satisfies(flaw -> assertThat(flaw.line()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.command.exists(a, run.command.exists(b, a == b))",
                "run.command.exists(a, inputs.big.matches('x+'))",
                "run.command.exists(a, inputs.big.contains(a))",
                "run.command.exists(a, a + inputs.big == 'x')",
                "run.command.exists(a, a in inputs.list)",
                "run.command.exists(a, size(inputs.list) > 3)"
            })
    void refusesWhoseCostGrowsFasterThanTheFacts(String text) {
        assertThat(flaws(text)).isNotEmpty();
    }

    @Test
    void refusesLongAndDeepConditions() {
        assertThat(flaws("true" + " && true".repeat(1_000))).isNotEmpty();
        assertThat(flaws("true" + " && true".repeat(300))).isNotEmpty();
        assertThat(flaws("(".repeat(200) + "true" + ")".repeat(200))).isNotEmpty();
        assertThat(flaws("'" + "x".repeat(5_000) + "' == ''")).isNotEmpty();
    }

    @Test
    void failsOfALoopThatGoesOnForLong() {
        facts.put(Variable.INPUTS, Map.of("list", Collections.nCopies(3_000, 1L)));

        assertThat(test("inputs.list.all(each, each == 1)")).isEqualTo(Outcome.FAILED);
    }

    @Test
    void saysWhatItReads() {
        var condition = ready("inGroup('a') && job.labels.team == 'data' && fromNetwork('10.0.0.0/8')");

        assertThat(condition.reads())
                .containsExactlyInAnyOrder(Variable.SUBJECT_GROUPS, Variable.JOB_LABELS, Variable.SOURCE_ADDRESS);
        assertThat(condition.groups()).containsExactly("a");
        assertThat(condition.readsRun()).isTrue();
        assertThat(ready("subject.kind == 'user'").readsRun()).isFalse();
    }

    private Outcome test(String text) {
        return ready(text)
                .test(
                        Map.of("release-managers", RELEASERS, "others", OTHERS),
                        variable -> Optional.ofNullable(facts.get(variable)));
    }

    private Condition ready(String text) {
        return switch (compiler.compile(text)) {
            case Compilation.Ready(Condition condition) -> condition;
            case Compilation.Flawed(var flaws) -> throw new AssertionError(text + ": " + flaws);
        };
    }

    private List<Flaw> flaws(String text) {
        return switch (compiler.compile(text)) {
            case Compilation.Ready _ -> throw new AssertionError("compiles: " + text);
            case Compilation.Flawed(var flaws) -> flaws;
        };
    }
}
