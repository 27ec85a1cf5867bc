package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.TokenForm;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a SCIM client proves at the issuer's door who it is with: {@code gss_…}. It opens no other door, is shown once, and
 * cannot be printed; only its SHA-256 is kept.
 */
final class ClientSecret {
    private static final TokenForm FORM = new TokenForm("gss_");

    private final String text;

    private ClientSecret(String text) {
        this.text = text;
    }

    static ClientSecret next(RandomGenerator random) {
        return new ClientSecret(FORM.next(random));
    }

    static Optional<ClientSecret> parse(String text) {
        return FORM.matches(text) ? Optional.of(new ClientSecret(text)) : Optional.empty();
    }

    byte[] hash() {
        return TokenForm.hash(text);
    }

    String hint() {
        return FORM.hint(text);
    }

    /** Lends the text to what shows it once. */
    <T> T expose(Function<String, T> use) {
        return use.apply(text);
    }

    @Override
    public String toString() {
        return "ClientSecret[redacted]";
    }
}
