package dev.gatehouse.gateway.database;

import java.sql.SQLException;

/** The database did not answer, or the outcome of a transaction is not known. Nothing was promised to anybody. */
public final class DatabaseUnavailable extends RuntimeException {
    DatabaseUnavailable(SQLException cause) {
        super("the database did not answer", cause);
    }
}
