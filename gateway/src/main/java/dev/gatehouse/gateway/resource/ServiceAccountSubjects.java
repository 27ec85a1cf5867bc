package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The subjects behind declared service accounts. Whoever declares one says who has all the access that it has. */
public interface ServiceAccountSubjects {
    /** A binding that gives the account access. */
    record BoundIn(Namespace namespace, String binding) {}

    /** Where the account of that name is bound now. */
    List<BoundIn> bindings(Connection connection, String tenant, String name) throws SQLException;

    /** What bindings give the account of that name now. */
    List<GivenAccess> access(Connection connection, String tenant, String name) throws SQLException;

    /** Makes sure that the account has a subject, with the given id where there is none. */
    void appear(Connection connection, String tenant, String name, UUID id) throws SQLException;

    /**
     * Ends all access of the account's subject, for ever, and begins the end of what it has begun; another one that is
     * declared later is somebody else. Whoever committed it calls {@link #hasten}.
     */
    void end(Connection connection, String tenant, String name, Actor by, Optional<DecisionReference> decision)
            throws SQLException;

    /**
     * What the account has, and has begun, ends now and not with this gateway's next look: its tokens would be somebody's who
     * is denied everything until then. After the commit.
     */
    void hasten();
}
