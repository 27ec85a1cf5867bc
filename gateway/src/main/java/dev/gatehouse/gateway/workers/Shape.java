package dev.gatehouse.gateway.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.gatehouse.gateway.database.StorableText;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.worker.Protocol;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a worker sent. Whatever does not have the protocol's shape is the worker's mistake: 400 when it is no
 * JSON or has a member twice, 422 with the place when it is another one. Members that are not known are left out.
 */
final class Shape {
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final ObjectReader JSON = Protocol.mapper()
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    private Shape() {}

    static <T> T read(byte @Nullable [] body, Class<T> type) {
        JsonNode tree = tree(body == null ? new byte[0] : body);
        try {
            return present(JSON.forType(type).<T>readValue(tree), "");
        } catch (JsonMappingException wrong) {
            throw wrong(pointer(wrong), "not what is expected here");
        } catch (IOException impossible) {
            throw new IllegalStateException("reading a tree", impossible);
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (!tree.isMissingNode()) {
                return tree;
            }
        } catch (JsonProcessingException noJson) {
            // Answered below, like a body that is not there.
        } catch (IOException impossible) {
            throw new IllegalStateException("reading an array", impossible);
        }
        throw new ProblemException(
                Problem.of(400, "malformed_json", "The body is not well-formed JSON, or has a member twice."));
    }

    static <T> T present(@Nullable T value, String pointer) {
        if (value == null) {
            throw wrong(pointer, "missing");
        }
        return value;
    }

    static UUID uuid(@Nullable String text, String pointer) {
        if (!UUID_FORM.matcher(present(text, pointer)).matches()) {
            throw wrong(pointer, "not a UUID in lower case");
        }
        return UUID.fromString(text);
    }

    static ExecutionId execution(@Nullable String text, String pointer) {
        return new ExecutionId(uuid(text, pointer));
    }

    /** Bytes of exactly one length: a key, a signature, a proof. */
    static byte[] bytes(@Nullable String base64url, int length, String pointer) {
        byte[] bytes = bytes(base64url, pointer);
        if (bytes.length != length) {
            throw wrong(pointer, "not " + length + " bytes");
        }
        return bytes;
    }

    /** Only the one text that the bytes have: what is signed as text must not have another text. */
    static byte[] bytes(@Nullable String base64url, String pointer) {
        String text = present(base64url, pointer);
        try {
            byte[] bytes = Protocol.decode(text);
            if (Protocol.encode(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // Answered below, in one way for every such text.
        }
        throw wrong(pointer, "not base64url without padding");
    }

    static long between(long least, long most, long value, String pointer) {
        if (value < least || value > most) {
            throw wrong(pointer, "not between " + least + " and " + most);
        }
        return value;
    }

    static long number(String text, String name) {
        try {
            return between(0, Long.MAX_VALUE / 1_000_000, Long.parseLong(text), name);
        } catch (NumberFormatException notOne) {
            throw wrong(name, "not a number");
        }
    }

    /** Refuses texts that are no Unicode or hold U+0000: a database that keeps text cannot keep them. */
    static void storable(JsonNode value, String pointer) {
        if (value.isTextual() && !StorableText.isStorable(value.textValue())) {
            throw wrong(pointer, "holds U+0000 or half of a surrogate pair");
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!StorableText.isStorable(member.getKey())) {
                throw wrong(pointer, "has a member whose name holds U+0000 or half of a surrogate pair");
            }
            storable(member.getValue(), pointer + "/" + member.getKey());
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            storable(value.get(i), pointer + "/" + i);
        }
    }

    static ProblemException wrong(String pointer, String message) {
        return new ProblemException(Problem.of(422, "body_invalid", "The body does not have the expected shape.")
                .withViolation(Violation.at(pointer, message)));
    }

    private static String pointer(JsonMappingException wrong) {
        var pointer = new StringBuilder();
        for (JsonMappingException.Reference step : wrong.getPath()) {
            pointer.append('/').append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
        }
        return pointer.toString();
    }
}
