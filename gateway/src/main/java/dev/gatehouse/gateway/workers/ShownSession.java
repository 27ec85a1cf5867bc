package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.WorkerSession;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The session whose credential this request showed. */
@RequestScoped
class ShownSession {
    private @Nullable WorkerSession session;

    void show(WorkerSession shown) {
        session = shown;
    }

    WorkerSession get() {
        if (session == null) {
            throw new IllegalStateException("a route that is not marked with a session");
        }
        return session;
    }
}
