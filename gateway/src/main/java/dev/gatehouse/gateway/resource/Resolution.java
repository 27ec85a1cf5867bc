package dev.gatehouse.gateway.resource;

import java.sql.SQLException;

/** What one kind does to a spec between its schema and its row: names become ids, defaults are filled in. */
@FunctionalInterface
interface Resolution {
    /** For kinds whose specs are stored as they are written. */
    Resolution NONE = (_, _) -> {};

    /** Changes the draft's spec into its stored form, and reports what is wrong to the draft. */
    void resolve(Draft draft, Declarations declarations) throws SQLException;
}
