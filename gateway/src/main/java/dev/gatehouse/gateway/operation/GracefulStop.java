package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.problem.Problem;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The steps of an orderly end before the server refuses everything and ends with its last open request. First everything
 * is still answered, then for a moment new requests are refused, and each answer of both asks its caller to leave the
 * connection: so nobody is just connecting, or sends on an old connection, when the server closes. Readiness is off by
 * then.
 */
@ApplicationScoped
public class GracefulStop {
    private static final Logger LOG = Logger.getLogger(GracefulStop.class);
    private static final int BEFORE_OTHERS = 1000;
    private static final Duration REFUSING = Duration.ofMillis(500);

    private final ShutdownConfig config;
    private volatile boolean begun;
    /** By the clock of {@link System#nanoTime}. */
    private volatile long refuseFrom;

    GracefulStop(ShutdownConfig config) {
        this.config = config;
    }

    /** How long the server is to stay as it is after the signal, where the notice takes so long. */
    public static Duration delay(Duration notice) {
        return notice.plus(REFUSING);
    }

    void begin(@Observes ShutdownDelayInitiatedEvent stopping) {
        LOG.infof(
                "Stopping: answering for %s more, then ending what is open within %s",
                config.notice(), config.patience());
        refuseFrom = System.nanoTime() + config.notice().toNanos();
        begun = true;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, BEFORE_OTHERS);
    }

    private void pass(RoutingContext context) {
        // A request that came before the signal may be answered after it.
        context.addHeadersEndHandler(_ -> askToLeave(context));
        if (begun && System.nanoTime() - refuseFrom >= 0) {
            Problem.stopping().sendTo(context);
        } else {
            context.next();
        }
    }

    private void askToLeave(RoutingContext context) {
        if (begun && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }
}
