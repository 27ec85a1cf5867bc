package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x=7            | 7",
                "x=1.10         | 1.10",
                "x=true         | true",
                "x=null         | null",
                "x=[1, 2]       | [1,2]",
                "x={\"a\": 1}   | {\"a\":1}",
                "x=\"7\"        | \"7\"",
                "x=007          | \"007\"",
                "x=2024-01-01   | \"2024-01-01\"",
                "x=a=b          | \"a=b\"",
                "x=             | \"\"",
                "x=1 2          | \"1 2\"",
            })
    void takesJsonAsWhatItIsAndAnythingElseAsAString(String word, String expected) {
        assertThat(Inputs.over(Json.object(), List.of(word)).path("x")).hasToString(expected);
    }

    @Test
    void aWordGoesOverTheFile() {
        var inputs = Inputs.over(Json.object().put("x", 1).put("y", 2), List.of("x=3"));

        assertThat(inputs).hasToString("{\"x\":3,\"y\":2}");
    }
}
