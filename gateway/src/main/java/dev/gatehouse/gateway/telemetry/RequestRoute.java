package dev.gatehouse.gateway.telemetry;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The route that answers a request, as its template is written, such as {@code /scim/{tenant}/v2/Users/{id}}. */
public final class RequestRoute {
    static final String KEY = "gatehouse.route";

    private RequestRoute() {}

    /** Nothing while none is met, and where there is none. */
    public static Optional<String> of(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }
}
