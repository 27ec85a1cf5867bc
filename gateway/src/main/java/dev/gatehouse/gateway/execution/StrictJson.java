package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.gateway.job.JsonBounds;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request's body as exactly one JSON document: UTF-8, no member twice, nothing after it, and no value that could not
 * be kept and digested as it is. What is not JSON is a 400, what is not keepable a 422.
 */
record StrictJson(String text, JsonNode document) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static StrictJson read(byte[] body) throws JsonProcessingException {
        String text = text(body);
        JsonNode document = tree(text);
        if (document.isMissingNode()) {
            throw new ProblemException(Problem.of(400, "malformed_json", "The body is empty.")
                    .withViolation(Violation.at("", 1, 1, "not well-formed from here")));
        }
        List<Violation> unstorable = JsonBounds.violations(document);
        if (!unstorable.isEmpty()) {
            throw invalid(unstorable);
        }
        return new StrictJson(text, document);
    }

    private static JsonNode tree(String text) throws JsonProcessingException {
        try {
            return MAPPER.readTree(text);
        } catch (NumberFormatException beyond) {
            throw new ProblemException(
                    Problem.of(422, "body_invalid", "The body holds a number beyond the range of a double."));
        }
    }

    /** What a caller hears whose document has another shape than this door's. */
    static ProblemException invalid(List<Violation> violations) {
        return new ProblemException(Problem.of(422, "body_invalid", "The body does not have the expected shape.")
                .withViolations(violations));
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new ProblemException(Problem.of(400, "malformed_json", "The body is not UTF-8."));
        }
    }
}
