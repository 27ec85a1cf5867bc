package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is asked at the start: the recorded question, with those whose access it rests on as they are now. */
@Singleton
final class StartQuestions {
    private final RecordedQuestions recorded;
    private final SubjectFacts facts;
    private final InstantSource clock;

    StartQuestions(RecordedQuestions recorded, SubjectFacts facts, InstantSource clock) {
        this.recorded = recorded;
        this.facts = facts;
        this.clock = clock;
    }

    /**
     * With what is known of subjects, or, asked again, with what is read now.
     *
     * @throws DatabaseUnavailable when somebody cannot be looked up
     */
    StartQuestion of(LockedExecution row, JsonNode asked, JobVersion job, boolean again) {
        return of(row, asked, job, starter(row, asked, again), again);
    }

    /** The same where what the starter began it with has ended: for this the starter has no access any more. */
    StartQuestion ofEnded(LockedExecution row, JsonNode asked, JobVersion job) {
        return of(row, asked, job, Starters.ended(starter(row, asked, true)), true);
    }

    private StartQuestion of(LockedExecution row, JsonNode asked, JobVersion job, Subject starter, boolean again) {
        var question = recorded.again(asked, starter);
        var author = question.secrets().isEmpty()
                ? Optional.<Subject>empty()
                : Optional.of(subject(row.tenant(), job.author(), again));
        return new StartQuestion(row.id(), question, author, question.secrets());
    }

    private Subject starter(LockedExecution row, JsonNode asked, boolean again) {
        return Starters.of(asked, row.subject(), id -> subject(row.tenant(), id, again));
    }

    /** A subject that is no more is one whose access has ended. */
    private Subject subject(String tenant, UUID id, boolean again) {
        return (again ? facts.reread(tenant, id) : facts.live(tenant, id))
                .orElseGet(() ->
                        new Subject(tenant, id, SubjectKind.SERVICE_ACCOUNT, "", false, 0, Set.of(), clock.instant()));
    }
}
