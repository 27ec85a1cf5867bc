package dev.gatehouse.gateway.database;

import java.sql.SQLException;

/** The database went away while a transaction was committed: it may have been, or not. */
public final class OutcomeUnknown extends DatabaseUnavailable {
    OutcomeUnknown(SQLException cause) {
        super("the database did not say whether it committed", cause);
    }
}
