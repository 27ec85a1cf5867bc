package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.JsonBounds;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Builds JSON values from one parser's events. An alias counts with everything it stands for. */
final class YamlValues {
    static final int MAX_ALIASES = 50;

    private static final int MAX_NODES = 50_000;
    private static final int MAX_CHARACTERS = 512 * 1024;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Iterator<Event> events;
    private final Map<Anchor, Value> anchors = new HashMap<>();
    private int aliases;
    private int nodes;
    private int characters;

    YamlValues(Iterator<Event> events) {
        this.events = events;
    }

    /** A value, where it stands, and how much it holds. */
    record Value(JsonNode json, Place place, int nodes, int characters, int height) {}

    /** The value of the document whose start was just read. */
    Value document() {
        anchors.clear();
        return value(events.next(), 1);
    }

    private Value value(Event event, int depth) {
        if (depth > JsonBounds.MAX_DEPTH) {
            throw MalformedManifest.at(event, "nested deeper than " + JsonBounds.MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        int nodesBefore = nodes;
        int charactersBefore = characters;
        spend(event, 1, 0);
        var place = place(event);
        Built built = switch (event) {
            case ScalarEvent scalar -> {
                spend(event, 0, scalar.getValue().length());
                yield new Built(YamlScalars.json(scalar), 1);
            }
            case SequenceStartEvent start -> sequence(start, place, depth);
            case MappingStartEvent start -> mapping(start, place, depth);
            default -> throw MalformedManifest.at(event, "not a value");
        };
        var value = new Value(built.json, place, nodes - nodesBefore, characters - charactersBefore, built.height);
        if (event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        }
        return value;
    }

    private record Built(JsonNode json, int height) {}

    private Value alias(AliasEvent event, int depth) {
        if (++aliases > MAX_ALIASES) {
            throw MalformedManifest.at(event, "more than " + MAX_ALIASES + " aliases");
        }
        Value value = anchors.get(event.getAlias());
        if (value == null) {
            throw MalformedManifest.at(event, "an alias of nothing that ends before it");
        }
        if (depth + value.height - 1 > JsonBounds.MAX_DEPTH) {
            throw MalformedManifest.at(event, "nested deeper than " + JsonBounds.MAX_DEPTH + " levels");
        }
        spend(event, value.nodes, value.characters);
        return new Value(value.json.deepCopy(), value.place, value.nodes, value.characters, value.height);
    }

    private Built sequence(SequenceStartEvent start, Place place, int depth) {
        requireTag(start, Tag.SEQ);
        ArrayNode array = JSON.arrayNode();
        int height = 0;
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            Value element = value(next, depth + 1);
            place.put(Integer.toString(array.size()), element.place);
            array.add(element.json);
            height = Math.max(height, element.height);
        }
        return new Built(array, height + 1);
    }

    private Built mapping(MappingStartEvent start, Place place, int depth) {
        requireTag(start, Tag.MAP);
        ObjectNode object = JSON.objectNode();
        int height = 0;
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            String key = key(next, depth);
            if (object.has(key)) {
                throw MalformedManifest.at(next, "the key stands twice in one mapping");
            }
            Value member = value(events.next(), depth + 1);
            place.put(key, member.place);
            object.set(key, member.json);
            height = Math.max(height, member.height);
        }
        return new Built(object, height + 1);
    }

    private String key(Event event, int depth) {
        Value key = value(event, depth + 1);
        if (event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getValue().equals("<<")) {
            throw MalformedManifest.at(event, "YAML 1.2 has no merge keys");
        }
        if (!key.json.isTextual()) {
            throw MalformedManifest.at(event, "a key is a string; put quotes around it");
        }
        return key.json.textValue();
    }

    private static void requireTag(CollectionStartEvent start, Tag tag) {
        Optional<String> given = start.getTag();
        if (given.isPresent()
                && !given.get().equals(tag.getValue())
                && !given.get().equals("!")) {
            throw MalformedManifest.at(start, "only the tags of YAML's core schema are known");
        }
    }

    private void spend(Event event, int moreNodes, int moreCharacters) {
        nodes += moreNodes;
        characters += moreCharacters;
        if (nodes > MAX_NODES || characters > MAX_CHARACTERS) {
            throw MalformedManifest.at(event, "the manifest holds too much, its aliases counted with what they repeat");
        }
    }

    private static Place place(Event event) {
        return event.getStartMark()
                .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new Place(1, 1));
    }
}
