package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/**
 * The right to do a task that of several gateways one does at a time: a row that expires. Asked for, it is taken or
 * prolonged, so that whoever goes on working keeps it, and another gateway goes on when it dies. Thread-safe.
 */
public final class Leadership {
    private static final String CLAIM = """
            INSERT INTO leadership (task, holder, expires_at) VALUES (?, ?, now() + ? * interval '1 second')
            ON CONFLICT (task) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
            WHERE leadership.holder = excluded.holder OR leadership.expires_at < now()""";

    private final String task;
    private final Duration term;
    private final UUID holder;

    /**
     * @param term how long it lasts after it was asked for, in whole seconds
     * @param holder this gateway, in this task
     */
    public Leadership(String task, Duration term, UUID holder) {
        this.task = task;
        this.term = term;
        this.holder = holder;
    }

    /** Whether this gateway does the task; it does until the caller's transaction ends, and for the term after it. */
    public boolean isHeld(Connection connection) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, task);
            claim.setObject(2, holder);
            claim.setLong(3, term.toSeconds());
            return claim.executeUpdate() == 1;
        }
    }
}
