package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.telemetry.RequestRoute;
import io.opentelemetry.api.trace.Span;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives every answer of the SCIM door its request's id, and counts it for the client whose token opened the door. The id is
 * the trace's: the lines of the log and the spans of the request have it, too.
 */
@Singleton
final class ScimAnswers {
    static final String REQUEST_ID = "X-Request-Id";

    private static final int BEFORE_THE_DOORS = 10_001;
    private static final String KEY = "gatehouse.scim.client";

    private final ClientActivity activity;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    ScimAnswers(ClientActivity activity, InstantSource clock, Supplier<UUID> ids) {
        this.activity = activity;
        this.clock = clock;
        this.ids = ids;
    }

    /** Whose request it is; and of a failed one, what was answered. */
    record Asked(Client client, Optional<ScimError> error) {}

    void register(@Observes Filters filters) {
        filters.register(this::name, BEFORE_THE_DOORS);
    }

    private void name(RoutingContext context) {
        String path = context.request().path();
        if (path != null && path.startsWith("/scim/")) {
            var trace = Span.current().getSpanContext();
            String id = trace.isValid() ? trace.getTraceId() : ids.get().toString();
            context.response().putHeader(REQUEST_ID, id);
            context.addEndHandler(end -> ended(context, id, end.succeeded()));
        }
        context.next();
    }

    static void opened(RoutingContext context, Client client) {
        context.put(KEY, new Asked(client, Optional.empty()));
    }

    static void failed(RoutingContext context, ScimError error) {
        @Nullable Asked asked = context.get(KEY);
        if (asked != null) {
            context.put(KEY, new Asked(asked.client(), Optional.of(error)));
        }
    }

    private void ended(RoutingContext context, String id, boolean answered) {
        @Nullable Asked asked = context.get(KEY);
        if (asked == null) {
            return;
        }
        int status = context.response().getStatusCode();
        if (status < 400) {
            activity.succeeded(asked.client(), answered);
            return;
        }
        ScimError error = asked.error().orElse(ScimError.UNTOLD);
        activity.failed(
                asked.client(),
                new FailedCall(
                        ids.get(),
                        clock.instant(),
                        id,
                        context.request().method().name(),
                        RequestRoute.of(context).orElse(""),
                        status,
                        error.type(),
                        error.detail()));
    }
}
