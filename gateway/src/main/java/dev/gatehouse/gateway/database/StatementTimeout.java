package dev.gatehouse.gateway.database;

import java.sql.SQLException;

/** A statement, or several of one transaction, took longer than a transaction may. Nothing was written. */
public final class StatementTimeout extends DatabaseUnavailable {
    StatementTimeout(SQLException cause) {
        super("a transaction took too long", cause);
    }
}
