package dev.gatehouse.secrets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.gatehouse.worker.EgressAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON that all who read it read alike (RFC 7493, sections 2.1 and 2.3): UTF-8, one value and nothing behind it, no name twice
 * in an object, and no half of a surrogate pair. In any other a secret could have another value than its store meant.
 */
public final class StrictJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /** Whether the answer says nothing at all, or says it in such JSON. */
    public static boolean isIn(EgressAnswer.Answered answered) {
        return answered.body().isBlank() || (answered.faithful() && is(answered.body()));
    }

    /** Whether the text is such JSON. */
    public static boolean is(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if ((token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) && !isWhole(parser.getText())) {
                    return false;
                }
                values += parser.getParsingContext().inRoot() ? 1 : 0;
            }
            return values == 1;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
