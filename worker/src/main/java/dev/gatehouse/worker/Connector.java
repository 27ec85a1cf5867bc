package dev.gatehouse.worker;

/** What a worker runs a job with. */
public interface Connector {
    /** What it gives jobs: {@link Protocol#ISOLATION_PID_NAMESPACE} or {@link Protocol#ISOLATION_NONE}. */
    String isolation();

    /**
     * Runs one attempt to its end and returns how it ended; when it returns, nothing of the attempt is left. It never
     * throws for what a job does. Called by one thread for each attempt.
     */
    Ending run(Assignment assignment);
}
