package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.job.JobInputs.Checked;
import dev.gatehouse.gateway.problem.Violation;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobInputsTest {
    private static final String SCHEMA = "{'type': 'object', 'additionalProperties': false, 'required': ['day'],"
            + " 'properties': {'day': {'type': 'string', 'format': 'date'}, 'count': {'type': 'integer', 'default': 3},"
            + " 'evil': {'type': 'string', 'pattern': '^(a+)+$'}, 'any': {}}}";

    private final JobInputs inputs = new JobInputs();

    private Checked check(String schema, String given) {
        var spec = JobSpec.parse(JobSpecTest.json(
                "{'inputs': " + schema + ", 'run': {'process': {'command': ['echo', '${{ inputs.day }}']}}}"));
        return inputs.check(new UUID(0, schema.hashCode()), 1, spec, JobSpecTest.json(given));
    }

    private List<String> pointers(String given) {
        return check(SCHEMA, given) instanceof Checked.Invalid(List<Violation> violations)
                ? violations.stream().map(Violation::pointer).toList()
                : List.of();
    }

    @Test
    void takesInputsThatHoldAndFillsInDefaults() {
        assertThat(check(SCHEMA, "{'day': '2026-11-22'}"))
                .isEqualTo(new Checked.Valid((com.fasterxml.jackson.databind.node.ObjectNode)
                        JobSpecTest.json("{'day': '2026-11-22', 'count': 3}")));
    }

    @Test
    void pointsAtWhatBreaksTheSchema() {
        assertThat(pointers("{'day': 'monday'}")).containsExactly("/day");
        assertThat(pointers("{'day': '2026-11-22', 'count': 'x'}")).containsExactly("/count");
        assertThat(pointers("{'day': '2026-11-22', 'more/than': 1}")).containsExactly("/more~1than");
        assertThat(pointers("{}")).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "'x'", "7"})
    void takesNothingButAnObject(String given) {
        assertThat(pointers(given)).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'\\u0000'", "'\\ud800'", "9007199254740993", "1e999", "-1e400"})
    void refusesValuesThatCannotBeKept(String value) {
        assertThat(pointers("{'day': '2026-11-22', 'any': " + value + "}")).containsExactly("/any");
    }

    @Test
    void refusesDepthBeyondSixtyFour() {
        String deep = "[".repeat(70) + "]".repeat(70);

        assertThat(pointers("{'day': '2026-11-22', 'any': " + deep + "}")).hasSize(1);
    }

    @Test
    void answersAtOnceWhereOtherEnginesBacktrackForEver() {
        assertThat(pointers("{'day': '2026-11-22', 'evil': '" + "a".repeat(60) + "!'}"))
                .hasSize(1);
    }

    @Test
    void givesUpOnManyTextsThatTogetherTakeTooLong() {
        String schema = "{'type': 'object', 'properties': {'day': {}, 'many': {'items': {'pattern': '(a{60}){60}b'}}}}";
        String costly = "'" + "a".repeat(150) + "'";
        String many = "[" + String.join(", ", Collections.nCopies(1_000, costly)) + "]";

        assertThat(check(schema, "{'day': 'x', 'many': " + many + "}"))
                .isEqualTo(new Checked.Invalid(
                        List.of(Violation.at("", "a pattern of the schema takes too long on this text"))));
    }

    @Test
    void refusesMoreValuesThanItsSchemaCanBeCheckedOn() {
        String many = String.join(", ", Collections.nCopies(300, "{'type': 'string'}"));
        String schema = "{'type': 'object', 'properties': {'day': {}, 'many': {'items': {'allOf': [" + many + "]}}}}";
        String numbers = "[" + String.join(", ", Collections.nCopies(100_000, "7")) + "]";

        assertThat(check(schema, "{'day': 'x', 'many': " + numbers + "}"))
                .isEqualTo(new Checked.Invalid(
                        List.of(Violation.at("", "more values than can be checked against a schema of this size"))));
    }

    @Test
    void takesAHundredThousandValuesOfASmallSchema() {
        String schema = "{'type': 'object', 'properties': {'day': {}, 'many': {'items': {'type': 'integer'}}}}";
        String numbers = "[" + String.join(", ", Collections.nCopies(100_000, "7")) + "]";

        assertThat(check(schema, "{'day': 'x', 'many': " + numbers + "}")).isInstanceOf(Checked.Valid.class);
    }

    @Test
    void refusesATextThatItsFormatCannotBeCheckedOn() {
        String schema = "{'type': 'object', 'properties': {'day': {'format': 'idn-hostname'}}}";

        assertThat(check(schema, "{'day': '" + "é".repeat(30_000) + "'}")).isInstanceOf(Checked.Invalid.class);
    }

    @Test
    void refusesInputsForAStoredSchemaThatIsNotTakenAnyMore() {
        var spec = JobSpec.ofStored(JobSpecTest.json("{'inputs': {'type': 'object', 'properties': {'a': {'pattern':"
                + " '(?!a)b'}}}, 'run': {'process': {'command': ['true']}}}"));

        assertThat(inputs.check(new UUID(0, 1), 1, spec, JobSpecTest.json("{'a': 'b'}")))
                .isEqualTo(new Checked.Invalid(List.of(
                        Violation.at("", "the job's schema cannot be used; apply the job again to learn why"))));
    }

    @Test
    void takesTheEndOfAPatternExactly() {
        String schema = "{'type': 'object', 'properties': {'day': {'type': 'string', 'pattern': '^[a-z]$'}}}";

        assertThat(check(schema, "{'day': 'a'}")).isInstanceOf(Checked.Valid.class);
        assertThat(check(schema, "{'day': 'a\\n'}")).isInstanceOf(Checked.Invalid.class);
    }

    @Test
    void refusesAnAbsentInputThatTheJobUses() {
        assertThat(check("{'type': 'object'}", "{}"))
                .isEqualTo(new Checked.Invalid(
                        List.of(Violation.at("/day", "the job uses this input, and it has no default"))));
    }
}
