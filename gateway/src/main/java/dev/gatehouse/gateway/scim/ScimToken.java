package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.TokenForm;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The credential of a SCIM client: {@code gsc_…}, so that no other door takes it for its own. It is shown once; only its
 * SHA-256 is kept, and it cannot be printed.
 */
final class ScimToken {
    private static final TokenForm FORM = new TokenForm("gsc_");

    private final String text;

    private ScimToken(String text) {
        this.text = text;
    }

    static ScimToken next(RandomGenerator random) {
        return new ScimToken(FORM.next(random));
    }

    static Optional<ScimToken> parse(String text) {
        return FORM.matches(text) ? Optional.of(new ScimToken(text)) : Optional.empty();
    }

    byte[] hash() {
        return TokenForm.hash(text);
    }

    String hint() {
        return FORM.hint(text);
    }

    <T> T expose(Function<String, T> use) {
        return use.apply(text);
    }

    @Override
    public String toString() {
        return "ScimToken[redacted]";
    }
}
