package dev.gatehouse.gateway.deprovision;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One kind of thing that ends with access, such as tokens or executions: found in small batches, in the order of their
 * ids, and ended each in a transaction that also notes how far the step has come. What belongs to it must have been
 * committed before the end began; the epoch takes care that nothing comes after. Thread-safe.
 */
public interface CascadeStep {
    /** Its name in rows and answers, one word. */
    String name();

    /** Whether there can be something to do for it. */
    boolean isPartOf(Extent extent);

    /** How much there is to end now, by words that {@link Batch#end} uses too. */
    Map<String, Long> preview(Connection connection, EndOfAccess end) throws SQLException;

    /**
     * What comes after the id, looked up outside any transaction; nothing when that cannot be said now, so that somebody
     * comes again.
     */
    Optional<Batch> next(EndOfAccess end, UUID after);

    /** Some things to end, each of which may have ended by itself in the meantime. */
    interface Batch {
        /** The last that was looked at; nothing when the step is done. */
        Optional<UUID> last();

        /** Ends them; answers how many of what it ended. */
        Map<String, Long> end(Connection connection) throws SQLException;

        /** Tells those who wait for it; they hear of it without that too, and later. */
        void committed();
    }
}
