package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.policy.Approval;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is asked at the start: the recorded question, with those whose access it rests on as they are now. */
@Singleton
final class StartQuestions {
    private final RecordedQuestions recorded;
    private final Starters starters;
    private final GivenApprovals approvals;
    private final SubjectFacts facts;
    private final InstantSource clock;

    StartQuestions(
            RecordedQuestions recorded,
            Starters starters,
            GivenApprovals approvals,
            SubjectFacts facts,
            InstantSource clock) {
        this.recorded = recorded;
        this.starters = starters;
        this.approvals = approvals;
        this.facts = facts;
        this.clock = clock;
    }

    /**
     * A question, and what was found out to ask it.
     *
     * @param revisions of the tenant, in which that is so
     * @param decided whether all of it could be found out
     */
    record Asking(StartQuestion question, Set<Long> revisions, boolean decided) {
        /** Whether a permit that says yes to the question rests on the same as the question does. */
        boolean isUnder(Grounds grounds) {
            return decided && revisions.stream().allMatch(each -> each == grounds.tenantRevision());
        }
    }

    /**
     * With what is known of subjects and providers, or, asked again, with what is read now.
     *
     * @throws DatabaseUnavailable when somebody cannot be looked up
     */
    Asking of(Standing.Pending standing, JobVersion job, boolean again) {
        LockedExecution row = standing.row();
        JsonNode asked = standing.question();
        ClaimSources sources = again ? recorded.now(row.tenant(), asked) : recorded.known(row.tenant(), asked);
        var starter = starters.of(asked, row.subject(), id -> subject(row.tenant(), id, again), sources);
        var revisions = new HashSet<>(sources.revisions());
        revisions.addAll(starter.revisions());
        return new Asking(
                question(
                        row,
                        recorded.again(asked, starter.subject(), sources, job).in(row.group()),
                        job,
                        approvals.of(standing),
                        again),
                Set.copyOf(revisions),
                !starter.isUndecided());
    }

    /** The same where what the starter began it with has ended: for this the starter has no access any more. */
    StartQuestion ofEnded(LockedExecution row, JsonNode asked, JobVersion job) {
        Subject ended = Starters.ended(subject(row.tenant(), row.subject(), true));
        return question(row, recorded.again(asked, ended, ClaimSources.NONE, job), job, Optional.empty(), true);
    }

    private StartQuestion question(
            LockedExecution row, SubmitQuestion question, JobVersion job, Optional<Approval> approval, boolean again) {
        var author = question.secrets().isEmpty()
                ? Optional.<Subject>empty()
                : Optional.of(subject(row.tenant(), job.author(), again));
        return new StartQuestion(row.id(), question, author, question.secrets(), row.attempt() + 1, approval);
    }

    /** A subject that is no more is one whose access has ended. */
    private Subject subject(String tenant, UUID id, boolean again) {
        return (again ? facts.reread(tenant, id) : facts.live(tenant, id))
                .orElseGet(() ->
                        new Subject(tenant, id, SubjectKind.SERVICE_ACCOUNT, "", false, 0, Set.of(), clock.instant()));
    }
}
