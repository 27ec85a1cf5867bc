package dev.gatehouse.gateway.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One wrong place in a caller's document.
 *
 * @param pointer the JSON Pointer of the place (RFC 6901), empty for the document itself
 * @param line the line in the text as it was sent, from 1
 * @param column the column in that line, from 1
 * @param message what is wrong there
 */
public record Violation(String pointer, OptionalInt line, OptionalInt column, String message) {
    public static Violation at(String pointer, String message) {
        return new Violation(pointer, OptionalInt.empty(), OptionalInt.empty(), message);
    }

    public static Violation at(String pointer, int line, int column, String message) {
        return new Violation(pointer, OptionalInt.of(line), OptionalInt.of(column), message);
    }

    Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("pointer", pointer);
        line.ifPresent(value -> body.put("line", value));
        column.ifPresent(value -> body.put("column", value));
        body.put("message", message);
        return body;
    }
}
