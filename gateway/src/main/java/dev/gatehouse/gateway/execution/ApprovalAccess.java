package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Denials;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ApprovalPermit;
import dev.gatehouse.policy.ApprovalQuestion;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Reason;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.Voter;
import jakarta.inject.Singleton;

/**
 * Obtains the permits to see what an execution waits for, and to say yes or no. Whoever may not read the execution hears the
 * same as if there were none.
 */
@Singleton
final class ApprovalAccess {
    private final Transactions transactions;
    private final ExecutionAccess executions;
    private final PolicyEngine policy;
    private final Denials denials;

    ApprovalAccess(Transactions transactions, ExecutionAccess executions, PolicyEngine policy, Denials denials) {
        this.transactions = transactions;
        this.executions = executions;
        this.policy = policy;
        this.denials = denials;
    }

    /** An approval that somebody may read, and the proof. */
    record Seen(StoredApproval approval, ExecutionReadPermit permit) {}

    Seen read(Subject subject, String id) {
        StoredApproval approval = find(subject, id);
        return new Seen(
                approval,
                executions.read(
                        subject,
                        Permission.APPROVAL_DECIDE,
                        approval.execution().toString()));
    }

    /** Whether the subject may say yes or no, and so may see what is filled in. Nobody is denied anything. */
    boolean mayDecide(Subject subject, StoredApproval approval) {
        return policy.decide(question(subject, approval)) instanceof Decision.Allow<?>;
    }

    ApprovalPermit decide(Subject subject, String id) {
        StoredApproval approval = find(subject, id);
        ApprovalQuestion question = question(subject, approval);
        return switch (policy.decide(question)) {
            case Decision.Allow<ApprovalPermit>(ApprovalPermit permit) -> permit;
            case Decision.Deny<ApprovalPermit> denial -> {
                ProblemException forbidden = denials.forbidden(question, denial);
                throw executions.mayRead(subject, approval.job(), approval.execution())
                        ? said(denial, forbidden)
                        : new ProblemException(Problem.notFound());
            }
            case Decision.ApprovalRequired<ApprovalPermit> _ -> throw Permits.approvalRequired();
            case Decision.Unavailable<ApprovalPermit> _ -> throw Permits.unavailable();
        };
    }

    /** Who knows the execution may know why another person is needed. */
    private static ProblemException said(Decision.Deny<ApprovalPermit> denial, ProblemException forbidden) {
        if (denial.isOnly(Reason.OWN_REQUEST)) {
            return forbidden(
                    Reason.OWN_REQUEST, "Nobody decides on what they asked for themselves. Ask somebody else.");
        }
        if (denial.isOnly(Reason.VOTER_UNKNOWN)) {
            return forbidden(
                    Reason.VOTER_UNKNOWN,
                    "It cannot be told that you are another person. Log in yourself, or with a token that you made,"
                            + " or ask somebody else.");
        }
        return denial.isOnly(Reason.NOT_AN_APPROVER)
                ? forbidden(Reason.NOT_AN_APPROVER, "It waits for members of other groups; it shows which.")
                : forbidden;
    }

    private static ProblemException forbidden(String code, String detail) {
        return new ProblemException(Problem.of(403, code, detail));
    }

    private ApprovalQuestion question(Subject subject, StoredApproval approval) {
        Voter voter = transactions.run(connection -> SamePerson.voter(connection, approval, subject));
        return new ApprovalQuestion(
                subject, approval.job(), approval.execution(), approval.id(), approval.groups(), voter);
    }

    private StoredApproval find(Subject subject, String id) {
        return PathId.of(id)
                .flatMap(approval ->
                        transactions.run(connection -> ApprovalRows.find(connection, subject.tenant(), approval)))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }
}
