package dev.gatehouse.gateway.stop;

import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.StopEvent.KillSwitchEnforced;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.deprovision.CascadeWork;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The kill switches that have something to end, for their cascade. */
@Singleton
final class SwitchCascade implements CascadeWork<SetSwitch> {
    private final SwitchRows rows;
    private final StoppedWork work;

    SwitchCascade(SwitchRows rows, StoppedWork work) {
        this.rows = rows;
        this.work = work;
    }

    @Override
    public List<SetSwitch> open(Connection connection, UUID after, int most) throws SQLException {
        return rows.open(connection, after, most);
    }

    @Override
    public Optional<CascadeStep.Batch> next(SetSwitch end, String step, UUID after) {
        return step.equals(SwitchRows.EXECUTIONS) ? Optional.of(work.after(end, after)) : Optional.empty();
    }

    @Override
    public AuditEvent done(SetSwitch end, Map<String, Long> ended) {
        return new KillSwitchEnforced(end.event(), ended);
    }
}
