package dev.gatehouse.gateway.login;

import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Our cookies in a request and in an answer. Their names begin with {@code __Host-}, so that a browser takes them from this
 * host only, over TLS or from its own machine, and for every path.
 */
final class Cookies {
    private Cookies() {}

    /** The one value of that name; nothing where somebody has put a second one beside it. */
    static Optional<String> value(HttpHeaders headers, String name) {
        return value(
                Optional.ofNullable(headers.getRequestHeader(HttpHeaders.COOKIE))
                        .orElse(List.of()),
                name);
    }

    static Optional<String> value(List<String> shown, String name) {
        List<String> values = new ArrayList<>();
        for (String header : shown) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    values.add(pair.substring(equals + 1).strip());
                }
            }
        }
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** One that the browser keeps until it is closed. */
    static String kept(String name, String value) {
        return name + "=" + value + "; Path=/; Secure; HttpOnly; SameSite=Lax";
    }

    /** One that the browser keeps for a while. */
    static String kept(String name, String value, Duration life) {
        return kept(name, value) + "; Max-Age=" + life.toSeconds();
    }

    /** Has the browser forget it. */
    static String forgotten(String name) {
        return kept(name, "", Duration.ZERO);
    }
}
