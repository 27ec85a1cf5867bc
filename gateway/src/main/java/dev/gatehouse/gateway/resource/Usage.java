package dev.gatehouse.gateway.resource;

import java.sql.Connection;
import java.sql.SQLException;

/** Finds what needs a resource of one kind, so that nothing loses what it rests on. */
@FunctionalInterface
interface Usage {
    /** For kinds that nothing refers to. */
    Usage NONE = (_, _) -> Needs.NOBODY;

    /** Everything that needs the resource now. */
    Needs of(Connection connection, ResourceEntity row) throws SQLException;
}
