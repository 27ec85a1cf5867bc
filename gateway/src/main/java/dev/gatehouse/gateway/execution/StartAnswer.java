package dev.gatehouse.gateway.execution;

import dev.gatehouse.worker.Launch;
import java.util.Optional;

/** What a worker hears when it asks to begin an execution it claimed. */
public sealed interface StartAnswer {
    /**
     * It runs now.
     *
     * @param launch everything but the secrets; the same for a repeat
     * @param envelope the sealed secrets, base64url; absent for a job without secrets
     */
    record Started(Launch launch, Optional<String> envelope) implements StartAnswer {}

    /** It is not this worker's any more: ended, stopped, claimed again, or the session is over. */
    record Gone(String reason) implements StartAnswer {}

    /** Nothing was done: it has secrets, or failed among others, and has to be asked for in a request of its own. */
    record Alone() implements StartAnswer {}

    /** Policy or a store could not answer: the execution went back to the queue. */
    record Later() implements StartAnswer {}

    /** The envelope was fetched and acknowledged before; this second fetch is recorded as an incident. */
    record Refused() implements StartAnswer {}
}
