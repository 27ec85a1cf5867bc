package dev.gatehouse.gateway.database;

import java.sql.SQLException;

/** The database ended a statement that took longer than a transaction may. Nothing was written. */
public final class StatementTimeout extends DatabaseUnavailable {
    StatementTimeout(SQLException cause) {
        super("a statement took too long", cause);
    }
}
