package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaExpansionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void takesReferencesThatAreUsedOften() throws JsonProcessingException {
        assertThat(SchemaExpansion.refusal(JSON.readTree("""
                {"type": "object", "$defs": {"day": {"type": "string", "format": "date"}, "n": {"$anchor": "n"}},
                 "properties": {"from": {"$ref": "#/$defs/day"}, "to": {"$ref": "#/$defs/day"}, "n": {"$ref": "#n"}}}
                """))).isEmpty();
    }

    @Test
    void refusesAKilobyteThatUnfoldsIntoMillions() throws JsonProcessingException {
        var schema = new StringBuilder("{\"type\": \"object\", \"$ref\": \"#/$defs/l0\", \"$defs\": {");
        for (int level = 0; level < 14; level++) {
            String next = "{\"$ref\": \"#/$defs/l" + (level + 1) + "\"}";
            schema.append("\"l%d\": {\"allOf\": [%s, %s, %s]}, ".formatted(level, next, next, next));
        }
        schema.append("\"l14\": {}}}");

        assertThat(SchemaExpansion.refusal(JSON.readTree(schema.toString())))
                .hasValue("the schema's references make it larger than can be checked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\": \"#\"}",
                "{\"properties\": {\"a\": {\"$ref\": \"#\"}}}",
                "{\"$defs\": {\"a\": {\"$anchor\": \"x\", \"items\": {\"$ref\": \"#x\"}}}}",
                "{\"$defs\": {\"a/b\": {\"not\": {\"$ref\": \"#/$defs/a~1b\"}}}}",
                "{\"$defs\": {\"a b\": {\"not\": {\"$ref\": \"#/%24defs/a%20b\"}}}}"
            })
    void refusesASchemaThatContainsItself(String schema) throws JsonProcessingException {
        assertThat(SchemaExpansion.refusal(JSON.readTree(schema)))
                .hasValue("the schema refers to itself without an end");
    }
}
