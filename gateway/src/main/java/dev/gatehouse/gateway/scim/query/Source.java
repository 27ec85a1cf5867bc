package dev.gatehouse.gateway.scim.query;

import java.util.Map;

/** Where the values of an attribute are in the database. The SQL is ours; nothing of a client is ever in it. */
sealed interface Source {
    /** One value of each row. */
    record Column(String sql, Kind kind) implements Source {}

    /**
     * Several values of each row, each a row of their own.
     *
     * @param from the tables after FROM, without what binds them
     * @param where what binds them to the row
     * @param first the order in which the first one is the one that counts
     * @param columns by the name of the sub-attribute
     */
    record Rows(String from, String where, String first, Map<String, Column> columns) implements Source {
        public Rows {
            columns = Map.copyOf(columns);
        }
    }

    /** How values compare. */
    enum Kind {
        /** Texts, as they are. */
        EXACT,
        /** Texts of which the column has the lower-case form, compared by code points. */
        LOWERED,
        /** Texts in any case. */
        FOLDED,
        BOOLEAN,
        TIME,
        ID,
        /** Addresses, of which the column has what comes after the base URL. */
        LOCATION,
        /** A value that is an object: it is there or it is not. */
        OBJECT
    }
}
