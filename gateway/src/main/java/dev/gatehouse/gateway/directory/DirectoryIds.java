package dev.gatehouse.gateway.directory;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the ids of paths; what is none is the id of nothing, and so not found. */
final class DirectoryIds {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final UUID NOTHINGS = new UUID(0, 0);

    private DirectoryIds() {}

    static UUID of(String text) {
        return ID.matcher(text).matches() ? UUID.fromString(text) : NOTHINGS;
    }
}
