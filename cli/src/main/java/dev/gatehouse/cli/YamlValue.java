package dev.gatehouse.cli;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A value of a YAML document (1.2, core schema), and where it stands, so that whoever wrote another one is told the place. */
final class YamlValue {
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setSchema(new CoreSchema()).build();
    private static final String NO_WHOLE_NUMBER = "this is to be a whole number";

    private final String file;
    private final Node node;

    private YamlValue(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    /** The documents of a text that hold something. */
    static List<YamlValue> documents(String file, String text) {
        List<YamlValue> documents = new ArrayList<>();
        try {
            for (Node node : new Compose(SETTINGS).composeAllFromString(text)) {
                if (!node.getTag().equals(Tag.NULL)) {
                    documents.add(new YamlValue(file, node));
                }
            }
            return documents;
        } catch (MarkedYamlEngineException malformed) {
            throw malformed
                    .getProblemMark()
                    .map(mark -> wrong(file, mark, malformed.getProblem()))
                    .orElseGet(() -> CommandFailure.usage(file + ": " + malformed.getProblem()));
        } catch (YamlEngineException malformed) {
            throw CommandFailure.usage(file + ": not well-formed YAML");
        }
    }

    /** What is wrong with it, for whoever wrote it. */
    CommandFailure wrong(String message) {
        return node.getStartMark()
                .map(mark -> wrong(file, mark, message))
                .orElseGet(() -> CommandFailure.usage(file + ": " + message));
    }

    private static CommandFailure wrong(String file, Mark mark, String message) {
        return CommandFailure.usage(
                file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": " + TerminalText.line(message));
    }

    /** From 1. */
    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** What stands at that key, whatever else the document is; empty where there is no such word. */
    String word(String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(member -> member.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(name))
                        .map(NodeTuple::getValueNode)
                        .filter(ScalarNode.class::isInstance)
                        .map(value -> ((ScalarNode) value).getValue())
                        .findFirst()
                        .orElse("")
                : "";
    }

    /** The members of a mapping, which are of these and no others. */
    Map<String, YamlValue> members(Set<String> known) {
        SequencedMap<String, YamlValue> members = members();
        members.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.wrong(
                        "there is no " + name + " here; there are " + String.join(", ", new TreeSet<>(known)));
            }
        });
        return members;
    }

    SequencedMap<String, YamlValue> members() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("this is to be a mapping");
        }
        SequencedMap<String, YamlValue> members = new LinkedHashMap<>();
        for (NodeTuple member : mapping.getValue()) {
            var key = new YamlValue(file, member.getKeyNode());
            if (members.put(key.text(), new YamlValue(file, member.getValueNode())) != null) {
                throw key.wrong("the key stands twice in one mapping");
            }
        }
        return members;
    }

    /** The member, which has to be there. */
    YamlValue member(String name) {
        return Optional.ofNullable(members().get(name)).orElseThrow(() -> wrong(name + " is missing here"));
    }

    /** The value to which these members and elements lead, or the last one on the way that is there. */
    YamlValue at(List<String> path) {
        YamlValue place = this;
        for (String name : path) {
            Optional<YamlValue> next = place.child(name);
            if (next.isEmpty()) {
                return place;
            }
            place = next.get();
        }
        return place;
    }

    private Optional<YamlValue> child(String name) {
        return node instanceof SequenceNode
                ? Optional.of(items().get(Integer.parseInt(name)))
                : Optional.ofNullable(members().get(name));
    }

    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("this is to be a list");
        }
        return sequence.getValue().stream()
                .map(each -> new YamlValue(file, each))
                .toList();
    }

    String text() {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
            return scalar.getValue();
        }
        throw wrong("this is to be a text; put quotes around it where it looks like something else");
    }

    List<String> texts() {
        return items().stream().map(YamlValue::text).toList();
    }

    Map<String, String> textsByName() {
        Map<String, String> texts = new LinkedHashMap<>();
        members().forEach((name, value) -> texts.put(name, value.text()));
        return texts;
    }

    int integer() {
        long whole = whole();
        if (whole == (int) whole) {
            return (int) whole;
        }
        throw wrong(NO_WHOLE_NUMBER);
    }

    long whole() {
        if (json() instanceof Long whole) {
            return whole;
        }
        throw wrong(NO_WHOLE_NUMBER);
    }

    boolean truth() {
        if (json() instanceof Boolean truth) {
            return truth;
        }
        throw wrong("this is to be true or false");
    }

    /** The mapping as JSON's values. */
    Map<String, Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        members().forEach((name, value) -> object.put(name, value.json()));
        return withNulls(object);
    }

    /** JSON has nulls, and whoever takes it knows. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private static Map<String, Object> withNulls(Map<String, @Nullable Object> object) {
        return (Map<String, Object>) (Map<?, ?>) object;
    }

    private @Nullable Object json() {
        if (node.isRecursive()) {
            throw wrong("it holds itself");
        }
        return switch (node) {
            case MappingNode _ -> object();
            case SequenceNode _ -> {
                List<@Nullable Object> list = new ArrayList<>();
                items().forEach(each -> list.add(each.json()));
                yield list;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw wrong("this is no value of JSON");
        };
    }

    private @Nullable Object scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        try {
            return tag.equals(Tag.INT) ? integer(text) : tag.equals(Tag.FLOAT) ? decimal(text) : text;
        } catch (NumberFormatException malformed) {
            throw wrong("this is no number of JSON");
        }
    }

    private static Number integer(String text) {
        BigInteger value = text.startsWith("0x")
                ? new BigInteger(text.substring(2), 16)
                : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private static Double decimal(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException();
        }
        return value;
    }
}
