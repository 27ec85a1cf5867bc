package dev.gatehouse.gateway.execution;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * What a renewal says about executions: a lease that is named is alive and its envelope has arrived; a running
 * execution that two renewals in a row leave out is lost.
 */
@ApplicationScoped
public class Renewals {
    /** Takes the whole list of what the worker runs or has yet to report; call it after the session is renewed. */
    public void renewed(WorkerSession session, List<Lease> held) {
        throw new UnsupportedOperationException();
    }
}
