package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ListPermit;
import jakarta.inject.Singleton;

/** Whether what a run shows others still counts: while the attempt that it was made for runs, and nobody has revoked it. */
@Singleton
public final class IdentityStandings {
    private static final String STANDS = """
            SELECT 1 FROM execution
             WHERE tenant = ? AND id = ? AND job_namespace = ? AND state = 'RUNNING' AND attempt = ?
               AND stop IS DISTINCT FROM 'revoke'""";

    private final Transactions transactions;

    IdentityStandings(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Whether a token of that attempt counts, of an execution in the namespace whose executions the permit is to read. */
    public boolean stands(ListPermit permit, ExecutionId execution, int attempt) {
        return transactions.<Boolean>read(connection -> Sql.of(
                        connection,
                        STANDS,
                        permit.subject().tenant(),
                        execution.value(),
                        permit.namespace().path(),
                        attempt)
                .exists());
    }
}
