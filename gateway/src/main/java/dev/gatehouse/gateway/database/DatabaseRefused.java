package dev.gatehouse.gateway.database;

/**
 * The gateway does not start on the database that it was given. The message names the property to look at and tells all:
 * there is no cause, for the end of the log is what the operator sees.
 */
public final class DatabaseRefused extends RuntimeException {
    DatabaseRefused(String message) {
        super(message);
    }
}
