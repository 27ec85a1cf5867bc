package dev.gatehouse.gateway.identity;

import java.util.List;
import java.util.Optional;

/** The credential of a request in the form of RFC 6750, section 2.1: one {@code Authorization: Bearer} header. */
public final class BearerToken {
    private static final String SCHEME = "bearer ";

    private BearerToken() {}

    /** What the headers show; nothing where there is none, more than one, or one of another scheme. */
    public static Optional<String> in(List<String> authorization) {
        return authorization.size() == 1
                ? Optional.of(authorization.getFirst())
                        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                        .map(header -> header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
