package dev.gatehouse.gateway.database;

import java.sql.SQLException;

/** The database did not answer. Nothing was written, unless it is {@link OutcomeUnknown}. */
public sealed class DatabaseUnavailable extends RuntimeException permits OutcomeUnknown, StatementTimeout {
    DatabaseUnavailable(String message, SQLException cause) {
        super(message, cause);
    }
}
