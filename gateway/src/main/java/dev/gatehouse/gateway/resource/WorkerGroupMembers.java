package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Who belongs to a worker group, or could still join it. A group of the same name that somebody declares later is
 * another one: it gets nobody who was in the one before.
 */
public interface WorkerGroupMembers {
    /** Ends all of them with their group, in the transaction that removes it. */
    void dismiss(Connection connection, String tenant, String group, Actor actor, Optional<DecisionReference> decision)
            throws SQLException;
}
