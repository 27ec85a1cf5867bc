package dev.gatehouse.gateway.execution;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The requested stops that a worker has yet to obey. */
@ApplicationScoped
public class StopSignals {
    /** Every running execution of the worker that somebody wants stopped; repeated until it has ended. */
    public List<StopSignal> wanted(WorkerSession session) {
        throw new UnsupportedOperationException();
    }
}
