package dev.gatehouse.worker;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What became of a call. */
public sealed interface EgressAnswer {
    /** The code of a call that was not made, for whoever it was for has too many open, or all have. */
    String TOO_MANY_CALLS = "too_many_calls";

    /**
     * The peer answered, whatever it said; a redirect is an answer like any other and is not followed.
     *
     * @param headers by lower-case name; several of one name are joined by commas (RFC 9110, section 5.3)
     * @param body decoded as UTF-8
     * @param faithful whether all of the body was UTF-8; where not, U+FFFD stands for what was none
     */
    record Answered(int status, Map<String, String> headers, String body, boolean faithful) implements EgressAnswer {
        public Answered {
            headers = Map.copyOf(headers);
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** The body may hold what is not for a log. */
        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /**
     * The policy does not allow the call: nothing was connected.
     *
     * @param code one snake_case word of few, which names neither an address nor a network
     */
    record Refused(String code) implements EgressAnswer {}

    /**
     * It was allowed, and there is no whole answer.
     *
     * @param code one snake_case word of few
     */
    record Failed(String code) implements EgressAnswer {}
}
