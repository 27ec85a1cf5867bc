package dev.gatehouse.gateway.database;

import java.sql.SQLException;

/** The database took a text for none. Nothing was written. */
public final class TextRefused extends RuntimeException {
    TextRefused(SQLException cause) {
        super("the database does not hold a text", cause);
    }
}
