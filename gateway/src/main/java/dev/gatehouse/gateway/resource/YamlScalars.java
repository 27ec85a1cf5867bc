package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Scalars of YAML's core schema (YAML 1.2.2, section 10.3) as JSON values. */
final class YamlScalars {
    private static final ScalarResolver CORE = new CoreSchema().getScalarResolver();
    private static final Set<Tag> KNOWN = Set.of(Tag.STR, Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT);
    private static final int LONGEST_NUMBER = 400;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private YamlScalars() {}

    static JsonNode json(ScalarEvent scalar) {
        String text = scalar.getValue();
        Tag tag = tag(scalar);
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(text.equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT)) {
            return integer(scalar, text);
        }
        if (tag.equals(Tag.FLOAT)) {
            return number(scalar, text);
        }
        return JSON.textNode(text);
    }

    private static Tag tag(ScalarEvent scalar) {
        Optional<String> given = scalar.getTag();
        if (given.isEmpty()) {
            return scalar.isPlain() ? CORE.resolve(scalar.getValue(), true) : Tag.STR;
        }
        Tag tag = given.get().equals("!") ? Tag.STR : new Tag(given.get());
        if (!KNOWN.contains(tag)) {
            throw MalformedManifest.at(scalar, "only the tags of YAML's core schema are known");
        }
        boolean readable =
                tag.equals(Tag.STR) || CORE.resolve(scalar.getValue(), true).equals(tag);
        if (!readable) {
            throw MalformedManifest.at(scalar, "the value does not have the form of its tag");
        }
        return tag;
    }

    private static JsonNode integer(ScalarEvent scalar, String text) {
        requireShort(scalar, text);
        BigInteger value = switch (text.length() > 1 ? text.substring(0, 2) : text) {
            case "0o" -> new BigInteger(text.substring(2), 8);
            case "0x" -> new BigInteger(text.substring(2), 16);
            default -> new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        };
        return value.bitLength() < Long.SIZE ? JSON.numberNode(value.longValue()) : JSON.numberNode(value);
    }

    private static JsonNode number(ScalarEvent scalar, String text) {
        requireShort(scalar, text);
        if (text.toLowerCase(Locale.ROOT).matches("[-+]?\\.inf|\\.nan")) {
            throw MalformedManifest.at(scalar, "JSON has neither infinity nor not-a-number");
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw MalformedManifest.at(scalar, "a number beyond the range of a double");
        }
        return JSON.numberNode(value);
    }

    private static void requireShort(ScalarEvent scalar, String text) {
        if (text.length() > LONGEST_NUMBER) {
            throw MalformedManifest.at(scalar, "a number of too many digits");
        }
    }
}
