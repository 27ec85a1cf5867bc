package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.Approval;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.SubjectEpoch;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** What people approved, as much of it as holds when the execution is about to begin. */
@Singleton
final class GivenApprovals {
    private final Transactions transactions;
    private final ApprovalDigest digest;

    GivenApprovals(Transactions transactions, ApprovalDigest digest) {
        this.transactions = transactions;
        this.digest = digest;
    }

    /**
     * The approval by which it was queued. Of a rule for which too few are left who approved it, and of every rule where it
     * was of something else, there is none: policy then says that the approval does not hold.
     */
    Optional<Approval> of(Standing.Pending standing) {
        return standing.approval().map(id -> {
            StoredApproval stored = transactions.run(connection ->
                    ApprovalRows.find(connection, standing.row().tenant(), id).orElseThrow());
            Set<Rule> rules = isOf(standing, stored) ? stored.fulfilled() : Set.of();
            return new Approval(
                    id,
                    rules,
                    stored.standing().stream()
                            .map(cast -> new SubjectEpoch(cast.subject(), cast.epoch()))
                            .toList());
        });
    }

    private boolean isOf(Standing.Pending standing, StoredApproval stored) {
        LockedExecution row = standing.row();
        return digest.of(row.tenant(), row.id(), standing.question(), stored.revisions())
                .equals(stored.digest());
    }
}
