package dev.gatehouse.gateway.operation;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The steps of an orderly end that callers notice. At first everything is still answered, and each answer asks its
 * caller to leave the connection, so that none is under way on one when the server closes it; readiness is off by then.
 * When new requests are refused and the open ones have ended, the server stays for a moment: a connection that was just
 * being made is refused too, and not cut off before it was heard.
 */
@ApplicationScoped
class GracefulStop {
    private static final Logger LOG = Logger.getLogger(GracefulStop.class);
    private static final int BEFORE_OTHERS = 1000;
    private static final Duration REFUSING = Duration.ofMillis(500);

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

    void refuse(@Observes ShutdownEvent refusing) throws InterruptedException {
        if (begun) {
            Thread.sleep(REFUSING);
        }
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
