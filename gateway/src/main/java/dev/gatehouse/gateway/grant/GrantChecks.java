package dev.gatehouse.gateway.grant;

import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Denials;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.GrantPermit;
import dev.gatehouse.policy.GrantQuestion;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Asks policy whether somebody holds all that an act would give, and ends the request where not. Thread-safe. */
@Singleton
public final class GrantChecks {
    private final PolicyEngine policy;
    private final Denials denials;
    private final Transactions transactions;

    GrantChecks(PolicyEngine policy, Denials denials, Transactions transactions) {
        this.policy = policy;
        this.denials = denials;
        this.transactions = transactions;
    }

    /** What an act gives, as the rows say it in one transaction. */
    @FunctionalInterface
    public interface Giving {
        List<GivenAccess> read(Connection connection) throws SQLException;
    }

    /**
     * Leave to give what the rows said at the moment of the question. The act calls {@link #hold} in its transaction.
     *
     * @param questions to be recorded with the act
     */
    public record Checked(
            String tenant,
            Giving giving,
            List<GivenAccess> asked,
            List<Grounds> grounds,
            List<RecordedQuestion> questions) {
        public Checked {
            asked = List.copyOf(asked);
            grounds = List.copyOf(grounds);
            questions = List.copyOf(questions);
        }

        /**
         * Lets nobody change until the transaction ends what the answer rests on; before anything else is locked.
         *
         * @param changesPolicy whether the transaction changes the tenant's policy, too
         * @throws ProblemException 503 where it has changed since, for policy has to be asked again
         */
        public void hold(Connection connection, boolean changesPolicy) throws SQLException {
            try {
                GroundsCheck.hold(connection, tenant, grounds, changesPolicy);
            } catch (StaleGrounds stale) {
                throw Permits.unavailable();
            }
            if (!GivenAccess.merged(giving.read(connection)).stream().allMatch(each -> each.isWithin(asked))) {
                throw Permits.unavailable();
            }
        }
    }

    /**
     * Does the subject hold all that the act gives?
     *
     * @param act what the act takes
     * @param pointer the place of the request that gives it
     * @throws ProblemException 403 naming what is missing, and the denial is recorded; 503 when policy cannot be asked
     */
    public Checked require(Subject subject, Permission act, String pointer, Giving giving) {
        List<GivenAccess> given = GivenAccess.merged(transactions.read(giving::read));
        var grounds = new ArrayList<Grounds>();
        var questions = new ArrayList<RecordedQuestion>();
        for (GivenAccess access : given) {
            var question = new GrantQuestion(subject, act, access);
            GrantPermit permit = permit(question, pointer);
            grounds.add(permit.grounds());
            questions.add(Asked.allowed(question, permit));
        }
        return new Checked(subject.tenant(), giving, given, grounds, questions);
    }

    private GrantPermit permit(GrantQuestion question, String pointer) {
        return switch (policy.decide(question)) {
            case Decision.Allow<GrantPermit>(GrantPermit permit) -> permit;
            case Decision.Deny<GrantPermit> deny ->
                throw new ProblemException(denials.forbidden(question, deny)
                        .problem()
                        .withViolation(Violation.at(pointer, "not allowed: " + reason(deny))));
            case Decision.ApprovalRequired<GrantPermit> _ -> throw Permits.approvalRequired();
            case Decision.Unavailable<GrantPermit> _ -> throw Permits.unavailable();
        };
    }

    /** What whoever asked hears of it: the code, and some of what is missing and where, for that is what to ask others for. */
    public static String reason(Decision.Deny<?> deny) {
        return deny.reasons().stream()
                .map(reason -> reason.code() + ": " + reason.message())
                .collect(Collectors.joining("; "));
    }
}
