package dev.gatehouse.gateway.deprovision;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The same step, of which a test changes something. */
abstract class OtherStep implements CascadeStep {
    private final CascadeStep step;

    OtherStep(CascadeStep step) {
        this.step = step;
    }

    @Override
    public String name() {
        return step.name();
    }

    @Override
    public boolean isPartOf(Extent extent) {
        return step.isPartOf(extent);
    }

    @Override
    public Map<String, Long> preview(Connection connection, EndOfAccess end) throws SQLException {
        return step.preview(connection, end);
    }

    @Override
    public Optional<Batch> next(EndOfAccess end, UUID after) {
        return step.next(end, after);
    }
}
