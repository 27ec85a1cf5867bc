package dev.gatehouse.gateway.deprovision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Some credentials to end, such as tokens, by their ids. */
public final class IdBatch implements CascadeStep.Batch {
    private final String word;
    private final List<UUID> ids;
    private final Ending ending;

    /** @param word by which they are counted */
    public IdBatch(String word, List<UUID> ids, Ending ending) {
        this.word = word;
        this.ids = List.copyOf(ids);
        this.ending = ending;
    }

    /** Ends those that have not ended by themselves; answers which. */
    @FunctionalInterface
    public interface Ending {
        List<UUID> end(Connection connection, List<UUID> ids) throws SQLException;
    }

    /** The first column of all rows. */
    public static List<UUID> read(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            var ids = new ArrayList<UUID>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    @Override
    public Optional<UUID> last() {
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.getLast());
    }

    @Override
    public Map<String, Long> end(Connection connection) throws SQLException {
        return Map.of(word, (long) ending.end(connection, ids).size());
    }

    @Override
    public void committed() {
        // Whoever shows one is refused by the subject's epoch already.
    }
}
