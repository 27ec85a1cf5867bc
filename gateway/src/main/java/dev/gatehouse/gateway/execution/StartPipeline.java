package dev.gatehouse.gateway.execution;

import jakarta.enterprise.context.ApplicationScoped;

/** The second decision: asks policy again with live facts, resolves secrets, and starts what is still allowed. */
@ApplicationScoped
public class StartPipeline {
    /** Starts the leased execution, or says why not. A repeat before the acknowledgement gets the same answer. */
    public StartAnswer start(WorkerSession session, Lease lease) {
        throw new UnsupportedOperationException();
    }
}
