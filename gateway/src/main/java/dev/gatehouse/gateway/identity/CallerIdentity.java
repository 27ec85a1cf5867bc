package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The one class that verifies bearer tokens: it turns an {@code Authorization} header into a subject with live facts.
 *
 * <p>What a token was worth is known for at most a minute, and for as long as its subject does not change: a token that
 * is revoked raises the epoch of its subject, which is read again every second. Thread-safe. The token goes nowhere but
 * through SHA-256.
 *
 * <p>Next on the tour: {@code ExecutionPipeline}.
 */
@Singleton
final class CallerIdentity {
    private final Tenants tenants;
    private final TokenStandings tokens;
    private final SubjectFacts facts;

    CallerIdentity(Tenants tenants, TokenStandings tokens, SubjectFacts facts) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.facts = facts;
    }

    /** Who a request turned out to come from. */
    sealed interface Identified {
        record Known(Subject subject) implements Identified {}

        /**
         * Nobody whom we know, or whose access still holds.
         *
         * @param reason what is counted; the caller does not hear it
         */
        record Nobody(String reason) implements Identified {}

        /** Somebody of another tenant, to whom nothing here exists. */
        record Stranger() implements Identified {}

        /** Too many bad tokens come from the caller's network. */
        record Throttled() implements Identified {}
    }

    /**
     * Verifies the headers of a request to the tenant that its path names.
     *
     * @param network the caller's address prefix
     * @throws DatabaseUnavailable when the token or the subject cannot be looked up
     */
    Identified verify(String tenant, List<String> authorization, String network) {
        if (authorization.isEmpty()) {
            return new Identified.Nobody("token_missing");
        }
        return BearerToken.in(authorization)
                .flatMap(ApiToken::parse)
                .map(shown -> verify(tenant, shown, network))
                .orElseGet(() -> new Identified.Nobody("token_malformed"));
    }

    private Identified verify(String tenant, ApiToken token, String network) {
        TokenStanding standing = tokens.of(token, network);
        if (standing instanceof TokenStanding.Good good && hasChanged(good)) {
            tokens.forget(token);
            facts.reread(good.tenant(), good.subject());
            standing = tokens.of(token, network);
        }
        return switch (standing) {
            case TokenStanding.Good good -> subject(tenant, good);
            case TokenStanding.Bad(String reason) -> new Identified.Nobody(reason);
            case TokenStanding.NotLookedUp() -> new Identified.Throttled();
        };
    }

    /** Whether the subject is not at the epoch that the token was looked up with. */
    private boolean hasChanged(TokenStanding.Good good) {
        return facts.live(good.tenant(), good.subject())
                .filter(subject -> subject.epoch() == good.epoch())
                .isEmpty();
    }

    private Identified subject(String tenant, TokenStanding.Good good) {
        Optional<Subject> subject = facts.live(good.tenant(), good.subject()).filter(Subject::active);
        if (subject.isEmpty()) {
            return new Identified.Nobody("subject_ended");
        }
        return good.tenant().equals(tenant) && tenants.exists(tenant)
                ? new Identified.Known(subject.get())
                : new Identified.Stranger();
    }
}
