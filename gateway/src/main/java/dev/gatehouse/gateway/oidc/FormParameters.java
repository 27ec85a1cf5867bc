package dev.gatehouse.gateway.oidc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a token request, each at most once; one without a value is not there (RFC 6749, section 3.2). It cannot
 * be printed.
 */
final class FormParameters {
    private static final int MOST = 50;

    private final Map<String, String> values;

    private FormParameters(Map<String, String> values) {
        this.values = values;
    }

    /** What the body says; nothing where it is no form, or says something twice. */
    static Optional<FormParameters> of(String body) {
        Map<String, String> values = new HashMap<>();
        String[] pairs = body.isEmpty() ? new String[0] : body.split("&", MOST + 1);
        if (pairs.length > MOST) {
            return Optional.empty();
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            Optional<String> name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || values.putIfAbsent(name.get(), value.get()) != null) {
                return Optional.empty();
            }
        }
        values.values().removeIf(String::isEmpty);
        return Optional.of(new FormParameters(values));
    }

    static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8))
                    .filter(decoded -> decoded.indexOf('\0') < 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Override
    public String toString() {
        return "FormParameters[redacted]";
    }
}
