package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.audit.AccessEvent.AccessEnded;
import dev.gatehouse.audit.AuditEvent;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The ends of access, for their cascade. */
@Singleton
final class EndsOfAccess implements CascadeWork<EndOfAccess> {
    static final String TABLE = "access_end";

    private static final String OPEN = """
            SELECT tenant, id, subject_id, epoch, reason, extent, token_id, session_id, caused_by
              FROM access_end WHERE done_at IS NULL AND id > ? ORDER BY id LIMIT ?""";

    private final CascadeSteps steps;

    EndsOfAccess(CascadeSteps steps) {
        this.steps = steps;
    }

    @Override
    public List<EndOfAccess> open(Connection connection, UUID after, int most) throws SQLException {
        try (var query = connection.prepareStatement(OPEN)) {
            query.setObject(1, after);
            query.setInt(2, most);
            try (var row = query.executeQuery()) {
                var found = new ArrayList<EndOfAccess>();
                while (row.next()) {
                    found.add(read(row));
                }
                return found;
            }
        }
    }

    private static EndOfAccess read(ResultSet row) throws SQLException {
        return new EndOfAccess(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                row.getObject("subject_id", UUID.class),
                row.getLong("epoch"),
                EndReason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)),
                Extent.of(
                        row.getString("extent"),
                        Optional.ofNullable(row.getObject("token_id", UUID.class)),
                        Optional.ofNullable(row.getObject("session_id", UUID.class))),
                row.getObject("caused_by", UUID.class));
    }

    @Override
    public Optional<CascadeStep.Batch> next(EndOfAccess end, String step, UUID after) {
        return steps.named(step).flatMap(known -> known.next(end, after));
    }

    @Override
    public AuditEvent done(EndOfAccess end, Map<String, Long> ended) {
        return new AccessEnded(
                end.id(), end.subject(), end.reason().code(), end.extent().code(), ended);
    }
}
