package dev.gatehouse.gateway.operation;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * The first step of an orderly end: everything is still answered, and each answer asks its caller to leave the
 * connection, so that none is under way on one when the server closes it. Readiness is off by then.
 */
@ApplicationScoped
class GracefulStop {
    private static final Logger LOG = Logger.getLogger(GracefulStop.class);
    private static final int BEFORE_OTHERS = 1000;

    private final ShutdownConfig config;
    private volatile boolean begun;

    GracefulStop(ShutdownConfig config) {
        this.config = config;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent stopping) {
        LOG.infof(
                "Stopping: answering for %s more, then ending what is open within %s",
                config.notice(), config.patience());
        begun = true;
    }

    void register(@Observes Filters filters) {
        filters.register(this::askToLeave, BEFORE_OTHERS);
    }

    private void askToLeave(RoutingContext context) {
        if (begun && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        context.next();
    }
}
