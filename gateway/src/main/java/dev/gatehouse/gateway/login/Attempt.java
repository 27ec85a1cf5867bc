package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.sso.IdentityProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A login that a browser has begun. All of it lies in a cookie of that browser: a secret, and where to go afterwards. State
 * (RFC 6749, section 10.12), nonce and code verifier (RFC 7636) follow from the secret and are bound to one provider of one
 * tenant, so that an answer that this browser did not ask for fits nothing, and nothing is kept for who only begins.
 */
final class Attempt {
    static final String COOKIE = "__Host-gatehouse-login";

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{43})\\.(.*)");
    private static final int SECRET_BYTES = 32;

    private final String secret;
    private final LocalPath returnTo;

    private Attempt(String secret, LocalPath returnTo) {
        this.secret = secret;
        this.returnTo = returnTo;
    }

    static Attempt next(SecureRandom random, LocalPath returnTo) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Attempt(Base64.getUrlEncoder().withoutPadding().encodeToString(secret), returnTo);
    }

    /** The attempt that the cookie holds; nothing where it holds something else. */
    static Optional<Attempt> parse(String cookie) {
        var form = FORM.matcher(cookie);
        return form.matches()
                ? LocalPath.of(form.group(2)).map(returnTo -> new Attempt(form.group(1), returnTo))
                : Optional.empty();
    }

    String cookie() {
        return secret + "." + returnTo.text();
    }

    LocalPath returnTo() {
        return returnTo;
    }

    String state(IdentityProvider provider) {
        return derived("state", provider);
    }

    String nonce(IdentityProvider provider) {
        return derived("nonce", provider);
    }

    String verifier(IdentityProvider provider) {
        return derived("verifier", provider);
    }

    /** What the verifier is known by until it is shown: method S256. */
    String challenge(IdentityProvider provider) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(verifier(provider).getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private String derived(String purpose, IdentityProvider provider) {
        return Derivation.of(secret.getBytes(StandardCharsets.US_ASCII))
                .text(purpose, provider.tenant(), provider.id().toString(), returnTo.text());
    }

    @Override
    public String toString() {
        return "Attempt[redacted]";
    }
}
