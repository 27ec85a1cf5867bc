package dev.gatehouse.gateway.identity;

import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * An API token: {@code gha_…} in the {@link TokenForm} of all tokens.
 *
 * <p>It is shown once, when it is made. Only its SHA-256 is kept, and it cannot be printed.
 */
public final class ApiToken {
    private static final TokenForm FORM = new TokenForm("gha_");

    private final String text;

    private ApiToken(String text) {
        this.text = text;
    }

    /** A new token; the generator must be a cryptographic one. */
    public static ApiToken next(RandomGenerator random) {
        return new ApiToken(FORM.next(random));
    }

    /** The token that the text is, unless it has another form or a wrong checksum. */
    public static Optional<ApiToken> parse(String text) {
        return FORM.matches(text) ? Optional.of(new ApiToken(text)) : Optional.empty();
    }

    /** What is kept of a token. */
    byte[] hash() {
        return TokenForm.hash(text);
    }

    /** What people may see of a token later: its kind and its last four characters. */
    String hint() {
        return FORM.hint(text);
    }

    /** Lends the text to what shows it once. */
    public <T> T expose(Function<String, T> use) {
        return use.apply(text);
    }

    @Override
    public String toString() {
        return "ApiToken[redacted]";
    }
}
