package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** How a leased execution stands when its worker asks to begin it. */
sealed interface Standing {
    /** The lease is good and policy has to be asked again: {@code question} is the recorded one. */
    record Pending(LockedExecution row, JsonNode question) implements Standing {}

    /** It was begun by this very lease, and the worker has not said yet that it heard so. */
    record Begun(LockedExecution row, JsonNode question, Optional<String> envelope) implements Standing {}

    /** The lease is over. */
    record Gone(String reason) implements Standing {}

    /** The worker had its answer before, or another session asks: recorded as an incident. */
    record Refused() implements Standing {}
}
