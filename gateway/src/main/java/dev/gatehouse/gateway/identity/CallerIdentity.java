package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The one class that verifies bearer tokens: it turns an {@code Authorization} header into a subject with live facts.
 *
 * <p>Asks the database each time, so a revoked token ends with the commit that revoked it. Thread-safe. The token goes
 * nowhere but through SHA-256.
 *
 * <p>Next on the tour: {@code ExecutionPipeline}.
 */
@Singleton
final class CallerIdentity {
    private final Tenants tenants;
    private final ApiTokens tokens;
    private final Transactions transactions;
    private final SubjectFacts facts;

    CallerIdentity(Tenants tenants, ApiTokens tokens, Transactions transactions, SubjectFacts facts) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.transactions = transactions;
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
    }

    /**
     * Verifies the headers of a request to the tenant that its path names.
     *
     * @throws DatabaseUnavailable when the token or the subject cannot be looked up
     */
    Identified verify(String tenant, List<String> authorization) {
        if (authorization.isEmpty()) {
            return new Identified.Nobody("token_missing");
        }
        return BearerToken.in(authorization)
                .flatMap(ApiToken::parse)
                .map(shown -> verify(tenant, shown))
                .orElseGet(() -> new Identified.Nobody("token_malformed"));
    }

    private Identified verify(String tenant, ApiToken token) {
        Optional<ApiTokens.Found> found = transactions.run(connection -> tokens.find(connection, token));
        return found.map(row -> {
                    if (row.revoked()) {
                        return new Identified.Nobody("token_revoked");
                    }
                    if (row.expired()) {
                        return new Identified.Nobody("token_expired");
                    }
                    return subject(tenant, row);
                })
                .orElseGet(() -> new Identified.Nobody("token_unknown"));
    }

    private Identified subject(String tenant, ApiTokens.Found row) {
        Optional<Subject> subject = facts.live(row.tenant(), row.subject()).filter(Subject::active);
        if (subject.isEmpty()) {
            return new Identified.Nobody("subject_ended");
        }
        return row.tenant().equals(tenant) && tenants.exists(tenant)
                ? new Identified.Known(subject.get())
                : new Identified.Stranger();
    }
}
