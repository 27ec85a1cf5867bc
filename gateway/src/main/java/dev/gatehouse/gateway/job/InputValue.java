package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;

/** One input of a start, as a template's place takes it. */
final class InputValue {
    private InputValue() {}

    /** The value at the path, or a missing node. */
    static JsonNode find(TemplatePath.Input path, JsonNode inputs) {
        JsonNode value = inputs;
        for (String segment : path.segments()) {
            value = value.path(segment);
        }
        return value;
    }

    /** A string as it is, nothing for null, and anything else as JSON. */
    static String text(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        return value.isNull() || value.isMissingNode() ? "" : value.toString();
    }
}
