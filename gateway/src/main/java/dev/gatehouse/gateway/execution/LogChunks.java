package dev.gatehouse.gateway.execution;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The stored logs of executions. */
@ApplicationScoped
public class LogChunks {
    /** Stores chunks of the attempt that the lease runs; the same chunk again changes nothing. */
    public LogOutcome append(WorkerSession session, Lease lease, int attempt, List<LogPiece> pieces) {
        throw new UnsupportedOperationException();
    }
}
