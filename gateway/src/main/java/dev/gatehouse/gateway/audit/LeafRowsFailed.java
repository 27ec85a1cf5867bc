package dev.gatehouse.gateway.audit;

import java.sql.SQLException;

/** Carries a database failure through the audit module, which knows no SQL; whoever called it unwraps the cause. */
public final class LeafRowsFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException failure;

    LeafRowsFailed(SQLException failure) {
        super(failure);
        this.failure = failure;
    }

    /** What the database said, for the transaction to judge. */
    public SQLException failure() {
        return failure;
    }
}
