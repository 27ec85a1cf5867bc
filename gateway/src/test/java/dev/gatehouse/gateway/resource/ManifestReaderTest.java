package dev.gatehouse.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    private static List<ManifestDocument> read(String yaml) {
        return ManifestReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode one(String yaml) {
        List<ManifestDocument> documents = read(yaml);
        assertThat(documents).hasSize(1);
        return documents.getFirst().json();
    }

    private static MalformedManifest refused(byte[] yaml) {
        var failure = catchThrowableOfType(MalformedManifest.class, () -> ManifestReader.read(yaml));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static String refused(String yaml) {
        var failure = refused(yaml.getBytes(StandardCharsets.UTF_8));
        return failure.line() + ":" + failure.column() + " " + failure.problem();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no|\"no\"",
                "yes|\"yes\"",
                "on|\"on\"",
                "2026-11-22|\"2026-11-22\"",
                "12:30:45|\"12:30:45\"",
                "'true'|\"true\"",
                "true|true",
                "False|false",
                "~|null",
                "Null|null",
                "012|12",
                "0o17|15",
                "0xff|255",
                "-7|-7",
                "1_000|\"1_000\"",
                "1.5|1.5",
                "1e3|1000.0",
                "!!str 7|\"7\"",
                "! 7|\"7\"",
                "!!int 7|7",
                "PT15M|\"PT15M\"",
                "1.2.3|\"1.2.3\""
            },
            quoteCharacter = '`')
    void readsScalarsByTheCoreSchema(String yaml, String json) {
        assertThat(one("a: " + yaml).get("a")).hasToString(json);
    }

    @Test
    void readsSeveralDocumentsAndSkipsEmptyOnes() {
        assertThat(read("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n...\n").stream()
                        .map(document -> document.json().toString()))
                .containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n---\n", "~"})
    void refusesAManifestWithoutADocument(String yaml) {
        assertThat(refused(yaml)).startsWith("1:1 ");
    }

    @Test
    void knowsWhereEveryValueStands() {
        var document = read("x: 1\n---\nspec:\n  run:\n    - a\n    - {b: 2}\n").get(1);

        Place place = document.place().at("/spec/run/1/b");

        assertThat(place.line() + ":" + place.column()).isEqualTo("6:11");
        assertThat(document.place().at("/spec/missing/deeper").line()).isEqualTo(4);
    }

    @Test
    void readsByteOrderMarksAndWindowsLineEnds() {
        assertThat(one("\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n")).hasToString("{\"a\":1,\"b\":\"x\\ny\\n\"}");
    }

    @Test
    void repeatsWhatAnAliasNames() {
        assertThat(one("a: &x {k: [1]}\nb: *x\n")).hasToString("{\"a\":{\"k\":[1]},\"b\":{\"k\":[1]}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1;b: [|2:5",
                "a: 1;a: 2|2:1",
                "{a: 1, \"a\": 2}|1:8",
                "a: &x 1;<<: *x|2:1",
                "1: a|1:1",
                "true: a|1:1",
                "~: a|1:1",
                "[a]: b|1:1",
                "{a: b}: c|1:1",
                "a: !!binary AAAA|1:4",
                "a: !foo x|1:4",
                "a: !!java.lang.String x|1:4",
                "a: !!set {x}|1:4",
                "a: !!omap [x: 1]|1:4",
                "!foo {a: 1}|1:1",
                "a: !!int x|1:4",
                "a: .inf|1:4",
                "a: -.Inf|1:4",
                "a: .nan|1:4",
                "a: 1e999|1:4",
                "a: *x|1:4",
                "a: &x [*x]|1:8",
                "a:;\tb: 1|2:1",
                "a: b: c|1:5",
                "a: 'x|1:6",
                "%YAML 3.0;---;a: 1|1:1",
                "a: @x|1:4"
            },
            quoteCharacter = '`')
    void saysWhereAManifestIsNotWhatItHasToBe(String yaml, String place) {
        assertThat(refused(yaml.replace(';', '\n'))).startsWith(place + " ");
    }

    @Test
    void refusesDepthBombs() {
        assertThat(refused("a: " + "[".repeat(100_000))).contains("nested deeper");
        assertThat(refused("- ".repeat(50_000) + "a")).contains("nested deeper");
        assertThat(refused("? ".repeat(50_000) + "a")).contains("nested deeper");
    }

    @Test
    void refusesAliasesThatDeepenEachOther() {
        var yaml = new StringBuilder("a0: &a0 [[[[1]]]]\n");
        for (int i = 1; i < 40; i++) {
            yaml.append("a%d: &a%d [[[*a%d]]]\n".formatted(i, i, i - 1));
        }

        assertThat(refused(yaml.toString())).contains("nested deeper");
    }

    @Test
    void refusesAliasesThatMultiply() {
        var yaml = new StringBuilder("a0: &a0 [" + "x,".repeat(1_000) + "x]\n");
        for (int i = 1; i < 5; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1)));
        }

        assertThat(refused(yaml.toString())).contains("too much");
    }

    @Test
    void refusesMoreThanFiftyAliases() {
        assertThat(one("a: &x 1\nb: [" + "*x,".repeat(50) + "]").get("b")).hasSize(50);
        assertThat(refused("a: &x 1\nb: [" + "*x,".repeat(51) + "]")).contains("more than 50 aliases");
    }

    @Test
    void refusesAnIntegerOfThousandsOfDigits() {
        assertThat(refused("a: " + "9".repeat(5_000))).startsWith("1:4 ");
    }

    @Test
    void refusesBytesThatAreNoText() {
        var unprintable = refused("a: 1\nb: \u0000".getBytes(StandardCharsets.UTF_8));
        var latin = refused("a: 1\nb: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        var utf16 = refused("a: 1".getBytes(StandardCharsets.UTF_16));

        assertThat(unprintable.line() + ":" + unprintable.column()).isEqualTo("2:4");
        assertThat(latin.line() + ":" + latin.column()).isEqualTo("2:4");
        assertThat(utf16.line()).isEqualTo(1);
    }

    @Test
    void refusesMoreDocumentsThanAManifestHas() {
        assertThat(refused("---\na: 1\n".repeat(501))).startsWith("1001:1 ");
    }
}
