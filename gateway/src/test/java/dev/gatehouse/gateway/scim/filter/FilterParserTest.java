package dev.gatehouse.gateway.scim.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.scim.filter.Filter.And;
import dev.gatehouse.gateway.scim.filter.Filter.Comparison;
import dev.gatehouse.gateway.scim.filter.Filter.Not;
import dev.gatehouse.gateway.scim.filter.Filter.OneValue;
import dev.gatehouse.gateway.scim.filter.Filter.Or;
import dev.gatehouse.gateway.scim.filter.Filter.Present;
import dev.gatehouse.gateway.scim.filter.FilterValue.Nothing;
import dev.gatehouse.gateway.scim.filter.FilterValue.Text;
import dev.gatehouse.gateway.scim.filter.FilterValue.Truth;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    @Test
    void readsAComparisonWhateverTheCaseOfItsOperator() {
        var wanted = eq("userName", new Text("ada"));

        assertThat(FilterParser.parse("userName eq \"ada\"")).isEqualTo(wanted);
        assertThat(FilterParser.parse("  userName  Eq  \"ada\" ")).isEqualTo(wanted);
    }

    @Test
    void readsEveryKindOfValue() {
        assertThat(FilterParser.parse("active eq true")).isEqualTo(eq("active", new Truth(true)));
        assertThat(FilterParser.parse("active eq False")).isEqualTo(eq("active", new Truth(false)));
        assertThat(FilterParser.parse("title eq null")).isEqualTo(eq("title", new Nothing()));
        assertThat(FilterParser.parse("n gt -1.5"))
                .isEqualTo(new Comparison(path("n"), Operator.GT, new FilterValue.Numeric(new BigDecimal("-1.5"))));
        assertThat(FilterParser.parse("title pr")).isEqualTo(new Present(path("title")));
    }

    @Test
    void undoesTheEscapesOfJson() {
        assertThat(FilterParser.parse("title eq \"a \\\"b\\\" \\\\ \\u00e9 \\n ) and\""))
                .isEqualTo(eq("title", new Text("a \"b\" \\ é \n ) and")));
    }

    @Test
    void andBindsTighterThanOr() {
        assertThat(FilterParser.parse("a pr or b pr and c pr"))
                .isEqualTo(new Or(List.of(
                        new Present(path("a")), new And(List.of(new Present(path("b")), new Present(path("c")))))));
        assertThat(FilterParser.parse("(a pr OR b pr) AND c pr"))
                .isEqualTo(new And(List.of(
                        new Or(List.of(new Present(path("a")), new Present(path("b")))), new Present(path("c")))));
    }

    @Test
    void readsNotWithAndWithoutASpace() {
        assertThat(FilterParser.parse("not (a pr)")).isEqualTo(new Not(new Present(path("a"))));
        assertThat(FilterParser.parse("NOT(a pr)")).isEqualTo(new Not(new Present(path("a"))));
        assertThat(FilterParser.parse("nothing pr")).isEqualTo(new Present(path("nothing")));
    }

    @Test
    void readsSubAttributesUrnsAndReferences() {
        assertThat(FilterParser.parse("name.familyName pr"))
                .isEqualTo(new Present(new AttributePath(Optional.empty(), "name", Optional.of("familyName"))));
        assertThat(FilterParser.parse(ENTERPRISE + ":manager.$ref pr"))
                .isEqualTo(new Present(new AttributePath(Optional.of(ENTERPRISE), "manager", Optional.of("$ref"))));
        assertThat(FilterParser.parse("x-y_1 pr")).isEqualTo(new Present(path("x-y_1")));
    }

    @Test
    void aFilterInBracketsIsAboutOneValue() {
        var work = eq("type", new Text("work"));

        assertThat(FilterParser.parse("emails[type eq \"work\" and value co \"@x\"]"))
                .isEqualTo(new OneValue(
                        path("emails"),
                        new And(List.of(work, new Comparison(path("value"), Operator.CO, new Text("@x"))))));
        assertThat(FilterParser.parse("emails[type eq \"work\"].value eq \"a@x\""))
                .isEqualTo(new OneValue(path("emails"), new And(List.of(work, eq("value", new Text("a@x"))))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "foo bar",
                "userName",
                "userName eq",
                "userName eq ada",
                "userName eq \"ada",
                "userName eq \"\\x\"",
                "userName eq \"\\u12g4\"",
                "userName eq 'ada'",
                "userName xx \"ada\"",
                "userName eq 1e999999999",
                "userName eq --1",
                "userName eq \"a\" and",
                "userName eq \"a\" or or title pr",
                "userName eq \"a\" title pr",
                "(userName pr",
                "userName pr)",
                "not userName pr",
                "a.b.c pr",
                ".a pr",
                ":a pr",
                "1a pr",
                "$ pr",
                "emails[",
                "emails[]",
                "emails[type pr",
                "emails[type pr].",
                "emails[type pr].value",
                "emails[a[b pr]]",
                "emails.value[type pr]",
                "a eq {}",
            })
    void refusesWhatIsNoFilter(String text) {
        assertThatThrownBy(() -> FilterParser.parse(text)).isInstanceOf(MalformedFilter.class);
    }

    @Test
    void saysWhereAndWhatWasExpected() {
        assertThatThrownBy(() -> FilterParser.parse("userName zz \"a\""))
                .hasMessage("at character 10, expected an operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr");
        assertThatThrownBy(() -> FilterParser.parse("title pr xor"))
                .hasMessage("at character 10, expected and, or, or the end");
    }

    @Test
    void takesBracketsAsDeepAsItSaysAndNoDeeper() {
        assertThat(FilterParser.parse(nested(FilterParser.DEEPEST))).isEqualTo(new Present(path("a")));
        assertThatThrownBy(() -> FilterParser.parse(nested(FilterParser.DEEPEST + 1)))
                .hasMessageContaining("deeper");
        assertThatThrownBy(() -> FilterParser.parse(nested(2_000))).hasMessageContaining("deeper");
        assertThatThrownBy(() -> FilterParser.parse("not(".repeat(2_000) + "a pr" + ")".repeat(2_000)))
                .isInstanceOf(MalformedFilter.class);
    }

    @Test
    void takesAsManyComparisonsAsItSaysAndNoMore() {
        assertThat(FilterParser.parse(chained(FilterParser.MOST_TERMS))).isInstanceOf(Or.class);
        assertThatThrownBy(() -> FilterParser.parse(chained(FilterParser.MOST_TERMS + 1)))
                .hasMessageContaining("comparisons");
    }

    @Test
    void readsNothingOfATextThatIsTooLong() {
        assertThatThrownBy(() -> FilterParser.parse("a eq \"" + "x".repeat(FilterParser.LONGEST) + "\""))
                .hasMessageContaining("longer");
    }

    @Test
    void readsThePathsOfPatch() {
        assertThat(FilterParser.parsePath("name.familyName"))
                .isEqualTo(new PatchPath(path("name"), Optional.empty(), Optional.of("familyName")));
        assertThat(FilterParser.parsePath("members[value eq \"1\"]"))
                .isEqualTo(new PatchPath(path("members"), Optional.of(eq("value", new Text("1"))), Optional.empty()));
        assertThat(FilterParser.parsePath("emails[type eq \"work\"].value"))
                .isEqualTo(
                        new PatchPath(path("emails"), Optional.of(eq("type", new Text("work"))), Optional.of("value")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "emails[type eq \"work\"", "emails[type eq \"work\"]x", "a.b.c", "a eq \"b\"", "[a pr]"})
    void refusesWhatIsNoPath(String text) {
        assertThatThrownBy(() -> FilterParser.parsePath(text)).isInstanceOf(MalformedFilter.class);
    }

    private static Filter eq(String name, FilterValue value) {
        return new Comparison(path(name), Operator.EQ, value);
    }

    private static AttributePath path(String name) {
        return new AttributePath(Optional.empty(), name, Optional.empty());
    }

    private static String nested(int depth) {
        return "(".repeat(depth) + "a pr" + ")".repeat(depth);
    }

    private static String chained(int terms) {
        return "a pr or ".repeat(terms - 1) + "a pr";
    }
}
