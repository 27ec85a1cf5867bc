package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.policy.WritePermit;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.UUID;

/** Writes resources in transactions of others. Thread-safe. */
@ApplicationScoped
public class Resources {
    /**
     * Writes the resource that the permit names, with its revision, its event and, where policy changed, the tenant's
     * new revision. After the commit the caller refreshes the tenant's snapshot.
     *
     * @param spec in its stored form: a role binding's subjects are {@code {id}} only
     */
    public Applied put(Connection connection, WritePermit permit, ObjectNode spec) {
        throw new UnsupportedOperationException();
    }

    /** Gives the subject the role Owner on everything, in a tenant that has no role binding yet. */
    public Applied bindFirstOwner(Connection connection, String tenant, UUID subject) {
        throw new UnsupportedOperationException();
    }
}
