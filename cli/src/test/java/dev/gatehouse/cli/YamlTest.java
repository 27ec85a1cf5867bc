package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

class YamlTest {
    /** As it is printed, with its last line end. */
    private static Object read(String yaml) {
        return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "true",
                "null",
                "~",
                "",
                " ",
                "1",
                "0x1F",
                "0o7",
                "1e3",
                ".inf",
                "2024-01-01",
                "- a",
                "a: b",
                "#x",
                "&a",
                "*a",
                "!t",
                "'",
                "\"",
                "line\nline",
                "line\n",
                "\n",
                "tab\t",
                "\u0007",
                "\ud83d\ude00",
                "${{ secrets.db }}",
                "@",
                "`",
                "%",
                "---",
                "...",
                "a #b",
                "trailing ",
                "  indented\n text\n\n\n",
                "\r\n",
                "\u2028"
            })
    void everyTextReadsBackAsItself(String text) {
        assertThat(read(Yaml.written(Json.object().put("text", text)))).isEqualTo(java.util.Map.of("text", text));
        assertThat(read(Yaml.written(Json.object().put(text, 1)))).isEqualTo(java.util.Map.of(text, 1));
    }

    @Test
    void documentsReadBackAsTheyWere() throws JsonProcessingException {
        JsonNode document = Json.parse("""
                {"kind": "Job", "metadata": {"name": "etl", "revision": 3}, "empty": {}, "none": [], "nothing": null,
                 "on": true, "big": 9007199254740991, "part": 1.5, "list": [1, [2, "x"], {"y": "z"}]}""");

        assertThat(read(Yaml.written(document))).isEqualTo(read(document.toString()));
    }

    @Test
    void aPersonReadsBlocks() throws JsonProcessingException {
        JsonNode document = Json.parse("""
                {"kind": "Job", "spec": {"command": ["sh", "a b"], "text": "one\\ntwo\\n"}}""");

        assertThat(Yaml.written(document)).isEqualTo("""
                kind: Job
                spec:
                  command:
                  - sh
                  - a b
                  text: |
                    one
                    two""");
    }

    @Test
    void severalDocumentsAreAManifest() {
        assertThat(Yaml.written(List.of(Json.object().put("a", 1), Json.object().put("b", 2))))
                .isEqualTo("a: 1\n---\nb: 2");
    }
}
