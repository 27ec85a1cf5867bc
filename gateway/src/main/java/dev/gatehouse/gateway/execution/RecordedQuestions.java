package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/**
 * Recorded questions, to be asked again with what is true now. The groups that a token named then count while its provider
 * is declared as it was: who was deleted, or replaced by another issuer, has no say in what waits.
 */
@Singleton
final class RecordedQuestions {
    private final QuestionDocument document;
    private final IdentityProviders providers;

    RecordedQuestions(QuestionDocument document, IdentityProviders providers) {
        this.document = document;
        this.providers = providers;
    }

    /** The question of the starter as it is now, in those groups of its token then that still count. */
    SubmitQuestion again(JsonNode question, Subject starter, ClaimSources sources, JobVersion job) {
        return document.read(question, starter, sources.standing(QuestionDocument.claimed(question)), job);
    }

    /**
     * Whose word counts in the question, as is known here: it may be a second old, so only the revision says for what it
     * holds.
     *
     * @throws DatabaseUnavailable when the providers cannot be read
     */
    ClaimSources known(String tenant, JsonNode question) {
        return namesGroups(question) ? ClaimSources.of(providers.declared(tenant)) : ClaimSources.NONE;
    }

    /**
     * Whose word counts in any of the questions, as the database has it now; it is asked once.
     *
     * @throws DatabaseUnavailable when the providers cannot be read
     */
    ClaimSources now(String tenant, Collection<JsonNode> questions) {
        return questions.stream().anyMatch(RecordedQuestions::namesGroups)
                ? ClaimSources.of(providers.declaredNow(tenant))
                : ClaimSources.NONE;
    }

    ClaimSources now(String tenant, JsonNode question) {
        return now(tenant, List.of(question));
    }

    private static boolean namesGroups(JsonNode question) {
        return !QuestionDocument.claimed(question).isEmpty()
                || !QuestionDocument.claimedByImpersonator(question).isEmpty();
    }
}
