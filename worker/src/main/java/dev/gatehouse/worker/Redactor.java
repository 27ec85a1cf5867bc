package dev.gatehouse.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes the values of secrets out of what a job says: as they are, and as the usual encoders write them
 * ({@link Spelling}, {@link Base64Reading}, {@link HexReading}), also over several lines. It is against accidents: a job that
 * encodes a secret in another way on purpose gets it out.
 *
 * <p>It takes time in proportion to the text, and at most about twenty bytes of memory for each byte of the values, or
 * forty of those with blanks, whatever the values are. Thread-safe; a {@link RedactedStream} belongs to one thread.
 */
public final class Redactor {
    /** Of the values that came later: more than are good at one time, however often they are renewed. */
    private static final int LATER = 50;

    private final List<byte[]> values;
    private final Deque<byte[]> later = new ArrayDeque<>();
    private volatile Sought sought;

    private Redactor(List<byte[]> values) {
        this.values = List.copyOf(values);
        this.sought = Sought.of(values);
    }

    /** A redactor for these values, which may be closed afterwards. */
    public static Redactor of(Collection<SecretValue> values) {
        return new Redactor(
                values.stream().map(value -> value.expose(byte[]::clone)).toList());
    }

    /**
     * Takes out this value, too, from now on, also from streams that have begun. Of the values that came so, only the last
     * ones are taken out: they are for what is renewed.
     */
    public synchronized void add(SecretValue value) {
        later.addLast(value.expose(byte[]::clone));
        if (later.size() > LATER) {
            later.removeFirst();
        }
        sought = Sought.of(Stream.concat(values.stream(), later.stream()).toList());
    }

    /** A new stream, which sees its input as one text however it is cut. */
    public RedactedStream stream() {
        return new RedactedStream(() -> sought);
    }

    /** The text without secrets. */
    public byte[] redact(byte[] text) {
        RedactedStream stream = stream();
        byte[] head = stream.write(text, 0, text.length);
        byte[] tail = stream.finish();
        byte[] whole = new byte[head.length + tail.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    /** The text without secrets. */
    public String redact(String text) {
        return new String(redact(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** The object without secrets, neither in its values nor in its names. */
    public ObjectNode redact(ObjectNode object) {
        ObjectNode redacted = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(member -> redacted.set(redact(member.getKey()), redact(member.getValue())));
        return redacted;
    }

    private JsonNode redact(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> redact(object);
            case ArrayNode array -> {
                ArrayNode redacted = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(item -> redacted.add(redact(item)));
                yield redacted;
            }
            case NumericNode number -> redact(number, NumberForms.of(number));
            case JsonNode scalar -> redact(scalar, List.of(scalar.asText()));
        };
    }

    /** The scalar, or the first of its forms that has a secret in it, without that. */
    private JsonNode redact(JsonNode scalar, List<String> forms) {
        for (String form : forms) {
            String clean = redact(form);
            if (!clean.equals(form)) {
                return JsonNodeFactory.instance.textNode(clean);
            }
        }
        return scalar;
    }
}
