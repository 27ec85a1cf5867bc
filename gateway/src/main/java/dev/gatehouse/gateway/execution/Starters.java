package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectEpoch;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** For whom a recorded question is asked again. */
final class Starters {
    private Starters() {}

    /**
     * The starter as it is now. Where somebody else acted as it, the access of both has to stand: that of the other one as
     * it was, for what it was allowed to do as the starter was decided on then and is not asked again.
     *
     * @param live what gives the subject of an id as it is now
     */
    static Subject of(JsonNode question, UUID id, Function<UUID, Subject> live) {
        Subject starter = live.apply(id);
        return QuestionDocument.impersonator(question)
                .map(actor -> stands(actor, live.apply(actor.subject()))
                        ? starter.actedBy(Optional.of(actor))
                        : ended(starter))
                .orElse(starter);
    }

    private static boolean stands(SubjectEpoch then, Subject now) {
        return now.active() && now.epoch() == then.epoch();
    }

    /** The starter without any access. */
    static Subject ended(Subject starter) {
        return new Subject(
                starter.tenant(),
                starter.id(),
                starter.kind(),
                starter.name(),
                false,
                starter.epoch(),
                starter.groups(),
                starter.readAt());
    }
}
