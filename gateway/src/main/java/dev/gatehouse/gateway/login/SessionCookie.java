package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.TokenForm;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a logged-in browser shows: {@code gbs_…} in the {@link TokenForm} of all tokens, so that no other door takes it for
 * its own. Only its SHA-256 is kept, and it cannot be printed.
 */
final class SessionCookie {
    static final String NAME = "__Host-gatehouse-session";

    private static final TokenForm FORM = new TokenForm("gbs_");

    private final String text;

    private SessionCookie(String text) {
        this.text = text;
    }

    static SessionCookie next(RandomGenerator random) {
        return new SessionCookie(FORM.next(random));
    }

    static Optional<SessionCookie> parse(String text) {
        return FORM.matches(text) ? Optional.of(new SessionCookie(text)) : Optional.empty();
    }

    byte[] hash() {
        return TokenForm.hash(text);
    }

    /** What a form on a page of this session carries: only who has the cookie, or sees the page, knows it. */
    String formToken() {
        return Derivation.of(text.getBytes(StandardCharsets.US_ASCII)).text("form");
    }

    <T> T expose(Function<String, T> use) {
        return use.apply(text);
    }

    @Override
    public String toString() {
        return "SessionCookie[redacted]";
    }
}
