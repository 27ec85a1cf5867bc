package dev.gatehouse.gateway.resource;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** A manifest that is not the YAML it has to be; the place counts from 1. */
final class MalformedManifest extends RuntimeException {
    private final int line;
    private final int column;

    MalformedManifest(int line, int column, String message) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    static MalformedManifest at(Event event, String message) {
        return event.getStartMark()
                .map(mark -> at(mark, message))
                .orElseGet(() -> new MalformedManifest(1, 1, message));
    }

    static MalformedManifest at(Mark mark, String message) {
        return new MalformedManifest(mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    /** What is wrong, for the person who wrote it. */
    String problem() {
        return String.valueOf(getMessage());
    }
}
