package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "^[a-z]{2}-\\d{4}$ ab-2026",
                "^(?<year>\\d{4})$ 2026",
                "^\\u0041\\/$ A/",
                "^[\\u0041-\\u005a]+$ QX",
                "^\\\\u0041$ \\u0041",
                "b abc",
                "^\\p{L}+$ Größe"
            })
    void findsWhatEcmaScriptFinds(String regex, String text) {
        assertThat(BoundedPattern.of(regex).matches(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"^[a-z]$ A", "^\\d+$ 12a", "^(a|b)*$ abc", "^\\u0041$ a"})
    void findsNothingElse(String regex, String text) {
        assertThat(BoundedPattern.of(regex).matches(text)).isFalse();
    }

    @Test
    void answersALongTextWhereRecursionWouldNotEnd() {
        assertThat(BoundedPattern.of("^(a|b)*$").matches("ab".repeat(50_000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(|)", "(a?|$)", "(?:$|$)"})
    void answersWhereEveryWayLeadsThroughNothing(String part) {
        assertThat(BoundedPattern.of("^" + part.repeat(60) + "x$").matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((a{100}){100}){100}){100}",
                "(?:(?:){1000}){1000}",
                "[[]((a{1000}){1000}){1000}",
                "[^]]((a{1000}){1000}){1000}",
                "\\[((a{1000}){1000}){1000}",
                "a{1000}{1000}{1000}",
                "((a{1000})(?i){1000})(?i){1000}",
                "(a{1000})(?i){900}",
                "(((a{1000}[[:alpha:](]){1000}[[:alpha:](]){1000})",
                "^(?:a?){0,1000}(?:a?){0,1000}(?:a?){0,1000}$"
            })
    void refusesRepetitionsThatMultiply(String regex) {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedPattern.of(regex));
    }

    @Test
    void matchesOnASmallStackWhatItTakes() throws InterruptedException {
        var pattern = BoundedPattern.of("^(?:a?){0,660}$");
        var found = new AtomicBoolean();

        var small = Thread.ofVirtual().start(() -> found.set(pattern.matches("a".repeat(600))));

        small.join();
        assertThat(found).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?i)a", "(?i:a)", "(?P<n>a)", "[[:alpha:]]"})
    void refusesWhatOnlyItsEngineKnows(String regex) {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedPattern.of(regex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a(?=b)", "(?!a)b", "(a)\\1", "[b-a]"})
    void refusesWhatNoLinearEngineCanDo(String regex) {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedPattern.of(regex));
    }

    @Test
    void refusesTextThatItsEngineWouldQuote() {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedPattern.of("\\Q[\\E((a{1000}){1000}){1000}"));
    }

    @Test
    void refusesAnExpressionOfTooManyCharacters() {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedPattern.of("-".repeat(60_000)));
    }
}
