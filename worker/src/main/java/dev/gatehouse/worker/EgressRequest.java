package dev.gatehouse.worker;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One call to a URL that somebody else may have chosen. Its text never shows the URL, the headers or the body, in which
 * there may be credentials.
 *
 * @param method {@code GET} or {@code POST}
 * @param headers by name; those that frame the message are the guard's own
 * @param body empty for none
 */
public record EgressRequest(String method, String url, Map<String, String> headers, String body, Limits limits) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");
    private static final Pattern FRAMING =
            Pattern.compile("(?i)host|connection|content-length|transfer-encoding|accept-encoding|expect|upgrade|te");

    public EgressRequest {
        if (!method.equals("GET") && !method.equals("POST")) {
            throw new IllegalArgumentException("a call is a GET or a POST");
        }
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            if (!TOKEN.matcher(name).matches()
                    || !VALUE.matcher(value).matches()
                    || FRAMING.matcher(name).matches()) {
                throw new IllegalArgumentException("this is no header that a caller sets");
            }
        });
    }

    /**
     * How long a call may take and how much it may bring.
     *
     * @param deadline from the call to the last byte of its answer, the lookup of the name included
     * @param mostBytes of the answer's body
     */
    public record Limits(Duration deadline, int mostBytes) {
        public Limits {
            if (!deadline.isPositive() || mostBytes < 1) {
                throw new IllegalArgumentException("a call needs time and room");
            }
        }
    }

    /** Asks for a JSON document. */
    public static EgressRequest json(String url, Limits limits) {
        return new EgressRequest("GET", url, Map.of("Accept", "application/json"), "", limits);
    }

    @Override
    public String toString() {
        return "EgressRequest[" + method + "]";
    }
}
