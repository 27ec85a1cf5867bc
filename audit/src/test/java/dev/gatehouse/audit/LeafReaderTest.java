package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeafReaderTest {
    private static final String LEAF = """
            {"actor":"a","at":"2026-11-22T10:00:00.123Z","code":"execution.timed_out",\
            "execution":"0190a5f0-0000-7000-8000-0000000186a1","facts":{},"fields":{"inputs":"%s"},\
            "id":"0190a5f0-0000-7000-8000-0000000003e8","n":1,"tenant":"demo","v":1}""".formatted("0a".repeat(32));

    private static String place(String leaf) {
        return catchThrowableOfType(Refused.class, () -> LeafReader.read(CanonicalJson.utf8(leaf), "leaf"))
                .finding()
                .place();
    }

    @Test
    void aLeafOfVersionOneIsRead() throws Refused {
        assertThat(LeafReader.read(CanonicalJson.utf8(LEAF), "leaf").code()).isEqualTo("execution.timed_out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            leaf/at        | 10:00:00.123Z                           | 10:00:00Z
            leaf/code      | execution.timed_out                     | timed out
            leaf/execution | 0190a5f0-0000-7000-8000-0000000186a1    | the first
            leaf/id        | 0190a5f0-0000-7000-8000-0000000003e8    | 0190A5F0-0000-7000-8000-0000000003E8
            leaf/actor     | "actor":"a"                             | "actor":null
            leaf/facts     | "facts":{}                              | "facts":[]
            leaf/fields    | "facts":{},"fields":{                   | "fields":[],"facts":{
            leaf/fields/inputs | 0a0a0a                              | 0A0a0a
            leaf/n         | "n":1                                   | "n":0
            leaf/v         | "v":1                                   | "v":2
            """)
    void aMemberInAnotherFormIsPlaced(String place, String text, String other) {
        assertThat(place(LEAF.replaceFirst(Pattern.quote(text), other))).isEqualTo(place);
    }
}
