package dev.gatehouse.gateway.problem;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Answers as problems what ends before a resource sees it: requests that the router refuses, and its faults. */
@ApplicationScoped
class RouterProblems {
    private static final Logger LOG = Logger.getLogger(RouterProblems.class);

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(RouterProblems::answer);
    }

    void register(@Observes ManagementInterface management) {
        register(management.router());
        management.router().errorHandler(404, context -> Problem.notFound().sendTo(context));
    }

    private static void answer(RoutingContext context) {
        if (context.response().headWritten() || context.response().ended()) {
            context.next();
            return;
        }
        int status = context.statusCode();
        if (context.failure() instanceof IOException) {
            // Only the connection fails like this: the caller has gone, or speaks something else.
            Problem.refused(400).sendTo(context);
        } else if (status >= 400 && status < 500) {
            Problem.refused(status).sendTo(context);
        } else {
            LOG.error("A request ended in a fault", context.failure());
            Problem.fault().sendTo(context);
        }
    }
}
