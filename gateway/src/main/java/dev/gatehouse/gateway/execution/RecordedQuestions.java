package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

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

    /**
     * The question of the starter as it is now, in those groups of its token then that still count.
     *
     * @throws DatabaseUnavailable when the providers cannot be read
     */
    SubmitQuestion again(JsonNode question, Subject starter) {
        Set<UUID> claimed = QuestionDocument.claimed(question);
        return document.read(question, starter, claimed.isEmpty() ? claimed : standing(starter.tenant(), claimed));
    }

    /** Asked of the database: what is known here of a provider may be a second old. */
    private Set<UUID> standing(String tenant, Set<UUID> claimed) {
        return ClaimGroup.standing(
                claimed,
                providers.declaredNow(tenant).stream()
                        .map(provider -> ClaimGroup.source(provider.id(), provider.issuer()))
                        .collect(Collectors.toSet()));
    }
}
