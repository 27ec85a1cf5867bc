package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.audit.AuditEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The ends of one kind: which there are, and what each step of one ends. Thread-safe.
 *
 * @param <E> an end of the kind
 */
public interface CascadeWork<E extends CascadeEnd> {
    /** Those after the id that are not done, of all tenants, in the order of their ids; at most so many. */
    List<E> open(Connection connection, UUID after, int most) throws SQLException;

    /**
     * What the step has to end after the id, looked up outside any transaction; nothing when that cannot be said now, or
     * this gateway is too old to know the step.
     */
    Optional<CascadeStep.Batch> next(E end, String step, UUID after);

    /** What is recorded when all of it is done. */
    AuditEvent done(E end, Map<String, Long> ended);
}
