package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.SubjectEpoch;
import java.util.Optional;
import java.util.UUID;

/** How a leased execution stands when its worker asks to begin it. */
sealed interface Standing {
    /** Whether secrets would have to be resolved for it, or were. */
    default boolean hasSecrets() {
        return switch (this) {
            case Pending(var _, JsonNode question, var _) ->
                !question.path("secrets").isEmpty();
            case Begun(var _, JsonNode question, var _) ->
                !question.path("secrets").isEmpty();
            case Gone _, Refused _ -> false;
        };
    }

    /**
     * The lease is good and policy has to be asked again: {@code question} is the recorded one.
     *
     * @param approval by which people let it be queued, where they had to
     */
    record Pending(LockedExecution row, JsonNode question, Optional<UUID> approval) implements Standing {
        /** Who started it, at the epoch of the acceptance. */
        SubjectEpoch accepted() {
            return new SubjectEpoch(
                    row.subject(), question.path("subject").path("epoch").longValue());
        }
    }

    /** It was begun by this very lease, and the worker has not said yet that it heard so. */
    record Begun(LockedExecution row, JsonNode question, Optional<String> envelope) implements Standing {}

    /** The lease is over. */
    record Gone(String reason) implements Standing {}

    /** The worker had its answer before, or another session asks: an incident. */
    record Refused(LockedExecution row, String reason) implements Standing {}
}
