package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.problem.PathId;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page of those who have a permission ended.
 *
 * @param principal whom a binding names
 * @param member the last of its members that was shown, where it is a group and its members are
 */
record HolderCursor(UUID principal, Optional<UUID> member) {
    private static final String BETWEEN = "!";
    private static final UUID AFTER_ALL = new UUID(-1, -1);
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    static HolderCursor at(UUID principal) {
        return new HolderCursor(principal, Optional.empty());
    }

    static HolderCursor at(UUID group, UUID member) {
        return new HolderCursor(group, Optional.of(member));
    }

    /** Behind the principal and all its members. */
    static HolderCursor behind(UUID principal) {
        return at(principal, AFTER_ALL);
    }

    static Optional<HolderCursor> parse(String text) {
        String[] parts = text.split(BETWEEN, 2);
        return PathId.of(parts[0])
                .flatMap(principal -> parts.length == 1
                        ? Optional.of(at(principal))
                        : PathId.of(parts[1]).map(member -> at(principal, member)));
    }

    /** Members come after it. */
    UUID memberOrFirst() {
        return member.orElse(BEFORE_ALL);
    }

    @Override
    public String toString() {
        return principal + member.map(id -> BETWEEN + id).orElse("");
    }
}
