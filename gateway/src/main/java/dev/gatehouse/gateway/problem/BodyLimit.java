package dev.gatehouse.gateway.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body whose announced length is over the limit before a byte of it is read. A body that does not announce
 * its length is cut off at the same limit while it is read ({@link BodyReading}).
 */
@ApplicationScoped
class BodyLimit {
    private static final long BYTES = 1 << 20;
    private static final long SCIM_BYTES = 16 << 20;

    private static final int FIRST = 1000;

    void register(@Observes Filters filters) {
        filters.register(BodyLimit::check, FIRST);
    }

    private static void check(RoutingContext context) {
        long most = of(context);
        if (announced(context) <= most) {
            context.next();
            return;
        }
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Problem.bodyTooLarge(most).sendTo(context);
    }

    /** What the request's body has at most: groups of many members come whole, so the SCIM door takes more. */
    static long of(RoutingContext context) {
        return ScimForm.isSpokenAt(context.request().path()) ? SCIM_BYTES : BYTES;
    }

    private static long announced(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException malformed) {
            return Long.MAX_VALUE;
        }
    }
}
