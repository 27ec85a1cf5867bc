package dev.gatehouse.gateway.deprovision;

import java.util.Optional;
import java.util.UUID;

/** How much of somebody's access ends. */
public sealed interface Extent {
    /** All that the subject has. */
    record Everything() implements Extent {}

    /** What policy denies the subject from now on; what it may still do goes on. */
    record WhatIsDenied() implements Extent {}

    /** What was begun with this token. */
    record StartedWith(UUID token) implements Extent {}

    /** That browser's session, and nothing else: nothing begins from one. */
    record OneSession(UUID session) implements Extent {}

    /** As it stands in rows, answers and events. */
    default String code() {
        return switch (this) {
            case Everything _ -> "everything";
            case WhatIsDenied _ -> "denied";
            case StartedWith _ -> "token";
            case OneSession _ -> "session";
        };
    }

    /** The token that it is about. */
    default Optional<UUID> tokenId() {
        return switch (this) {
            case Everything _, WhatIsDenied _, OneSession _ -> Optional.empty();
            case StartedWith(UUID token) -> Optional.of(token);
        };
    }

    /** The browser's session that it is about. */
    default Optional<UUID> sessionId() {
        return switch (this) {
            case Everything _, WhatIsDenied _, StartedWith _ -> Optional.empty();
            case OneSession(UUID session) -> Optional.of(session);
        };
    }

    /** The extent of that code. */
    static Extent of(String code, Optional<UUID> token, Optional<UUID> session) {
        return switch (code) {
            case "everything" -> new Everything();
            case "denied" -> new WhatIsDenied();
            case "token" -> new StartedWith(token.orElseThrow());
            case "session" -> new OneSession(session.orElseThrow());
            default -> throw new IllegalArgumentException("no extent: " + code);
        };
    }
}
