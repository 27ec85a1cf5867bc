package dev.gatehouse.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.cel.Condition.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions that somebody wrote to be expensive, and facts that somebody made to get past them. */
class HostileConditionTest {
    private static final long SEED = 20_261_127;
    private static final int TEXTS = 8_000;
    private static final int ELEMENTS = 1_500;
    private static final String ONE_OF_MANY =
            "'process', 'http', 'airflow', 'kestra', 'dagster', 'prefect', 'argo', 'luigi'";
    private static final String LONG = "a".repeat(256 * 1024);

    private final ConditionCompiler compiler = new ConditionCompiler();
    private final CountedList list = new CountedList();
    private final Map<String, Object> inputs = new HashMap<>();
    private final Map<Variable, Object> facts = new HashMap<>(Map.ofEntries(
            Map.entry(Variable.INPUTS, inputs),
            Map.entry(Variable.NOW, Instant.parse("2026-11-27T18:30:00Z")),
            Map.entry(Variable.SOURCE_ADDRESS, "10.1.2.3"),
            Map.entry(Variable.SUBJECT_NAME, "ada"),
            Map.entry(Variable.SUBJECT_GROUPS, List.of()),
            Map.entry(Variable.JOB_LABELS, Map.of("a", "b")),
            Map.entry(Variable.JOB_REVISION, 3L),
            Map.entry(Variable.RUN_COMMAND, List.of("a", "b")),
            Map.entry(Variable.RUN_TIMEOUT, Duration.ofMinutes(15))));

    /** As many numbers, which are equal to those of another such list, and how often one of them was taken. */
    private static final class CountedList extends AbstractList<Object> {
        private long taken;

        @Override
        public Object get(int index) {
            taken++;
            return (long) index;
        }

        @Override
        public int size() {
            return ELEMENTS;
        }
    }

    @Test
    void everyTextIsAConditionOrNoneAndEveryConditionHoldsOrNotOrFails() {
        var texts = new RandomTexts(new SplittableRandom(SEED));
        var deep = deep(900);
        inputs.putAll(Map.of(
                "list",
                list,
                "other",
                list,
                "text",
                "aaab",
                "needle",
                "b",
                "deep",
                deep,
                "map",
                Map.of("a", 1L),
                "number",
                1L));
        inputs.put("nothing", Facts.NULL);
        int conditions = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = texts.next();
            list.taken = 0;
            try {
                switch (compiler.compile(text)) {
                    case Compilation.Ready(Condition condition) -> {
                        conditions++;
                        assertThat(test(condition)).isNotNull();
                        assertThat(list.taken).isLessThan(20L * ELEMENTS);
                    }
                    case Compilation.Flawed(var flaws) ->
                        assertThat(flaws).allMatch(flaw -> flaw.line() > 0 && flaw.column() > 0);
                }
            } catch (RuntimeException | Error unexpected) {
                throw new AssertionError("seed " + SEED + ", text " + i + ": " + text, unexpected);
            }
        }
        assertThat(conditions).isGreaterThan(TEXTS / 20);
    }

    static Stream<String> bombs() {
        return Stream.of(
                "inputs.list.all(e, inputs.a == inputs.b)",
                "inputs.list.all(e, [inputs.text][0].matches('a*b'))",
                "inputs.list.all(e, (e == e ? inputs.text : inputs.text).matches('a*b'))",
                "inputs.list.all(e, (e == e ? inputs.text : e) == inputs.other)",
                "inputs.list.all(e, e.contains(inputs.text))",
                "inputs.list.all(e, inputs.a in [inputs.b])",
                "inputs.list.all(e, duration(inputs.text) == run.timeout)",
                "inputs.list.all(e, timestamp(inputs.text) == now)",
                "inputs.list.all(e, double(inputs.text) > 1.0)",
                "inputs.list.all(e, int(inputs.text) > 1)",
                "inputs.list.all(e, now.getHours(inputs.text) == 1)",
                "inputs.list.all(e, e != inputs.number)",
                "inputs.list.all(e, e != .inputs.number)",
                "inputs.list.all(inputs, inputs != .inputs)",
                "inputs.list.all(e, subject.groups.size() > e)",
                "inputs.list.all(e, 'a' == e + 'a')",
                "inputs.list.all(e, [[1], [2]].all(f, f == e))",
                "[inputs.list, inputs.list].all(e, e.exists(f, f == 1))",
                "inputs.text.matches('(a{30}){30}')",
                "inputs.text.matches('((a{1,9}){1,9}){1,9}')",
                Stream.generate(() -> "inputs.text.matches('(a?){90}b')")
                        .limit(5)
                        .reduce((a, b) -> a + " || " + b)
                        .orElseThrow(),
                "[" + "inputs.text, ".repeat(100) + "''].all(e, e.contains('b') || e.contains('c'))",
                "'a'" + " + inputs.text".repeat(40) + " == ''",
                "inputs.list" + " + inputs.list".repeat(40) + " == []",
                "google.protobuf.Timestamp{seconds: 1} == now");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void refusesABomb(String text) {
        assertThat(compiler.compile(text)).isInstanceOf(Compilation.Flawed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.command.all(e, e.contains(job.name) || e.startsWith('-'))",
                "run.command.all(e, e in [subject.name, 'java'] || e in job.labels)",
                "run.hosts.all(h, h.lowerAscii().matches('^[a-z0-9.-]+[.]example[.]com$'))",
                "[" + ONE_OF_MANY + "].exists(e, e == run.connector)",
                "[job.name, run.connector].exists(e, e.contains('x'))",
                "inputs.all(key, key != '' && key.size() < 20)",
                "inputs.a + inputs.b + inputs.c < 10"
            })
    void takesWhatIsLikeABombAndIsNone(String text) {
        assertThat(compiler.compile(text)).isInstanceOf(Compilation.Ready.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs.text.contains(inputs.needle)",
                "inputs.text.matches('(a?){90}b')",
                "(inputs.text + inputs.text + inputs.text).matches('^[a-z]+[0-9]$')",
                "inputs.many.all(e, e == 'a')",
                "duration(inputs.text) == run.timeout",
                "now + duration('9223372036s') + duration('9223372036s') + duration('300000000000s') > now",
                "timestamp(9223372036854775807) > now",
                "timestamp('9999-12-31T23:59:59Z') + duration('1h') > now",
                "job.revision + 9223372036854775807 > 0",
                "-(-9223372036854775807 - 1) > 0",
                "(-9223372036854775807 - 1) / -1 > 0",
                "int(1e300) > 0",
                "uint(-job.revision) > 0u",
                "string(b'\\xff') == ''",
                "inputs.list[1.5] == 1",
                "inputs.list[9223372036854775807] == 1",
                "now.getHours('+99:99') == 1",
                "inputs.nothing.exists(e, true)",
                "inputs.nothing && job.revision == 3",
                "!inputs.nothing",
                "inputs.nothing > 1"
            })
    void failsInsteadOfGoingOnOrOver(String text) {
        inputs.put("text", LONG);
        inputs.put("needle", "a".repeat(128 * 1024) + "b");
        inputs.put("many", Collections.nCopies(100_000, "a"));
        inputs.put("list", list);
        inputs.put("nothing", Facts.NULL);

        assertThat(test(text)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void searchesALongTextForWhatIsShort() {
        inputs.put("text", LONG);

        assertThat(test("inputs.text.contains('b') || !inputs.text.matches('^a')"))
                .isEqualTo(Outcome.DOES_NOT_HOLD);
    }

    @Test
    void failsOfFactsThatAreTooDeepToBeCompared() {
        inputs.put("one", deep(200_000));
        inputs.put("other", deep(200_000));

        assertThat(test("inputs.one == inputs.other")).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aNumberIsTheSameHoweverItIsWritten() {
        for (Object ten : List.<Object>of(10L, 10.0)) {
            inputs.put("rows", ten);

            assertThat(test("inputs.rows == 10 && inputs.rows == 10.0 && inputs.rows == 10u"))
                    .isEqualTo(Outcome.HOLDS);
            assertThat(test("inputs.rows in [10] && inputs.rows in [10.0] && inputs.rows in {10: true}"))
                    .isEqualTo(Outcome.HOLDS);
            assertThat(test("inputs.rows > 9.5 && inputs.rows < 11")).isEqualTo(Outcome.HOLDS);
        }
        inputs.put("rows", "10");
        assertThat(test("inputs.rows == 10")).isEqualTo(Outcome.DOES_NOT_HOLD);
        assertThat(test("inputs.rows <= 10")).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aTextIsTheSameToTheLastCharacterOnly() {
        for (String other : List.of("prod\0", "prod\n", "\u200bprod", "PROD", "prod\u0301", "ｐｒｏｄ")) {
            inputs.put("target", other);

            assertThat(test("inputs.target == 'prod' || inputs.target.matches('^prod$')"))
                    .isEqualTo(Outcome.DOES_NOT_HOLD);
            assertThat(test("!(inputs.target in ['dev', 'test'])")).isEqualTo(Outcome.HOLDS);
        }
        inputs.put("target", "PROD");
        assertThat(test("inputs.target.lowerAscii() == 'prod'")).isEqualTo(Outcome.HOLDS);
        inputs.put("target", "\u212aube");
        assertThat(test("inputs.target.lowerAscii() == 'kube' || inputs.target.matches('(?i)^kube$')"))
                .isEqualTo(Outcome.HOLDS);
    }

    @Test
    void whatIsNotThereIsNeitherNothingNorEmpty() {
        assertThat(test("inputs.target != 'prod'")).isEqualTo(Outcome.FAILED);
        assertThat(test("has(inputs.target)")).isEqualTo(Outcome.DOES_NOT_HOLD);

        inputs.put("target", Facts.NULL);

        assertThat(test("inputs.target == 'prod' || inputs.target == ''")).isEqualTo(Outcome.DOES_NOT_HOLD);
        assertThat(test("has(inputs.target) && inputs.target == null")).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void readsTextsThatAreLongOrDeepWithoutGoingOver() {
        for (String text : List.of(
                "inputs" + ".a".repeat(2_000),
                "inputs" + "[0]".repeat(1_300),
                "1" + "+1".repeat(2_040) + " == 0",
                "true" + "?true:true".repeat(400),
                "!".repeat(4_000) + "true",
                "-".repeat(4_000) + "1 == 1",
                "[".repeat(2_000) + "]".repeat(2_000) + " == []",
                "x".repeat(4_096),
                "'" + "\\u0000".repeat(600) + "' == ''",
                "\uD800".repeat(4_000),
                "(".repeat(4_000))) {
            switch (compiler.compile(text)) {
                case Compilation.Ready(Condition condition) ->
                    assertThat(test(condition)).isNotNull();
                case Compilation.Flawed(var flaws) -> assertThat(flaws).isNotEmpty();
            }
        }
    }

    private static Object deep(int levels) {
        return LongStream.range(0, levels)
                .boxed()
                .<Object>map(each -> each)
                .reduce(1L, (inner, _) -> Arrays.asList(inner));
    }

    private Outcome test(String text) {
        return switch (compiler.compile(text)) {
            case Compilation.Ready(Condition condition) -> test(condition);
            case Compilation.Flawed(var flaws) -> throw new AssertionError(text + ": " + flaws);
        };
    }

    private Outcome test(Condition condition) {
        return condition.test(Map.of(), variable -> Optional.ofNullable(facts.get(variable)));
    }
}
