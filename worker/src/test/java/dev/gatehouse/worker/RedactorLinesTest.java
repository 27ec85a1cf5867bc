package dev.gatehouse.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are printed over several lines, where a break stands for a blank, beside one or within a word. */
class RedactorLinesTest {
    private final Random random = new Random(20260102);

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "pass word-canary,pass\\n   word-canary",
                "pass word-canary,pass\\n \\nword-canary",
                "pass word-canary,pass \\n word-ca\\n  nary",
                "correct horse battery staple,correct\\n     horse battery staple",
                "correct horse battery staple,correct\\n  horse battery staple",
                "correct horse battery staple,correct horse battery \\n  staple",
                "correct horse battery staple,correct horse bat\\n   tery\\n   staple",
                "correct horse battery staple,correct horse  \\n\\t\\tbattery\\r\\nstaple",
                "my pass word 12345,m\\n  y p\\n  ass\\n  word\\n   12345",
                "canary-without-blanks,canary-wi  \\n  thout-blanks",
            })
    void findsValuesWhereverTheirLinesAreBroken(String value, String printed) {
        String text = "key: " + printed.translateEscapes();

        assertThat(redactor(value).redact(text + "|")).isEqualTo("key: ***|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my pass word 12345",
                "a b c d e f g h i",
                "pass word-canary",
                "x  y-canary-zz",
                "correct horse battery staple",
                "${{ secrets.simple }}-canary-${{ inputs.x }}",
                "correct-horse-canary-1"
            })
    void findsThemWhateverStandsBefore(String value) {
        Redactor redactor = redactor(value);
        List<BiPredicate<Integer, String>> places = List.of(
                (_, _) -> true,
                (_, _) -> random.nextInt(3) == 0,
                (_, around) -> around.contains(" "),
                (i, _) -> i % 2 == 1,
                (i, _) -> i % 3 == 0);
        for (BiPredicate<Integer, String> place : places) {
            for (String gap : List.of("\n", "\r\n", "\n  ", "\n \n\t")) {
                for (int before = 0; before < 70; before++) {
                    String printed = broken(value, gap, place);
                    String text = "z".repeat(before) + "|" + printed + "|end\n";

                    assertThat(redactor.redact(text))
                            .as("%s in %s", value, text)
                            .isEqualTo("z".repeat(before) + "|***|end\n");
                }
            }
        }
    }

    @Test
    void leavesBlanksInOneLineAsTheyMatter() {
        Redactor redactor = redactor("correct horse battery staple", "canary-without");

        String text = "correct  horse battery staple, canary-with out, corr ect horse\n battery staple";

        assertThat(redactor.redact(text)).isEqualTo(text);
    }

    @Test
    void leavesLinesThatAreOnlyLikeAValue() {
        Redactor redactor = redactor("a b c d e", "correct horse battery staple");

        String text = "a\nb\n c\nd\nf\nabcdf\ncorrect horse\n  battery stable\n";

        assertThat(redactor.redact(text)).isEqualTo(text);
    }

    private static String broken(String value, String gap, BiPredicate<Integer, String> place) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            text.append(value.charAt(i));
            if (i + 1 < value.length() && place.test(i, value.substring(i, i + 2))) {
                text.append(gap);
            }
        }
        return text.toString();
    }

    private static Redactor redactor(String... values) {
        return Redactor.of(Arrays.stream(values)
                .map(value -> SecretValue.copyOf(value.getBytes(UTF_8)))
                .toList());
    }
}
