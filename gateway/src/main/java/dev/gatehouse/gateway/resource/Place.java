package dev.gatehouse.gateway.resource;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where a value of a manifest stands in its text, with the places of its members or elements. */
final class Place {
    private final int line;
    private final int column;
    private final Map<String, Place> children = new LinkedHashMap<>();

    /** Both count from 1. */
    Place(int line, int column) {
        this.line = line;
        this.column = column;
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    void put(String member, Place place) {
        children.put(member, place);
    }

    /** The place that a JSON pointer from here names, or of the nearest value above it. */
    Place at(String pointer) {
        Place place = this;
        if (pointer.isEmpty()) {
            return place;
        }
        for (String step : pointer.substring(1).split("/", -1)) {
            Place next = place.children.get(step.replace("~1", "/").replace("~0", "~"));
            if (next == null) {
                return place;
            }
            place = next;
        }
        return place;
    }
}
