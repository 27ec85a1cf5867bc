package dev.gatehouse.gateway.problem;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the ids by which paths and parameters name things. */
public final class PathId {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final UUID NOTHINGS = new UUID(0, 0);

    private PathId() {}

    /** The id that the text is; what is none names nothing. */
    public static Optional<UUID> of(String text) {
        return Optional.of(text).filter(id -> FORM.matcher(id).matches()).map(UUID::fromString);
    }

    /** The same for who asks policy about it first: what is none is an id that nothing has. */
    public static UUID orNothings(String text) {
        return of(text).orElse(NOTHINGS);
    }
}
