package dev.gatehouse.gateway.explanation;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/** Answers a caller's identifier of its request in every answer of the evaluation door (AuthZEN 1.0, section 10.1.8). */
@ApplicationScoped
class RequestIdentifiers {
    private static final String HEADER = "X-Request-ID";
    private static final String DOOR = "/access/v1/";

    /** Before the body's length is looked at, so that a refusal has it, too. */
    private static final int FIRST = 1100;

    /** What a header of an answer can hold without being read in two ways. */
    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,1024}");

    void register(@Observes Filters filters) {
        filters.register(RequestIdentifiers::answer, FIRST);
    }

    private static void answer(RoutingContext context) {
        String identifier = context.request().getHeader(HEADER);
        if (identifier != null
                && FORM.matcher(identifier).matches()
                && context.normalizedPath().startsWith(DOOR)) {
            context.response().putHeader(HEADER, identifier);
        }
        context.next();
    }
}
