package dev.gatehouse.gateway.stop;

import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.StopEvent.KillSwitchExpired;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lifts kill switches whose time is over, by the database's clock: until that is written each is in force on every gateway.
 * Any number of gateways may run it at once.
 */
@Singleton
final class SwitchExpiry {
    private final Transactions transactions;
    private final SwitchRows rows;
    private final AuditTrail trail;

    SwitchExpiry(Transactions transactions, SwitchRows rows, AuditTrail trail) {
        this.transactions = transactions;
        this.rows = rows;
        this.trail = trail;
    }

    void run() {
        for (String tenant : transactions.read(rows::expiring)) {
            transactions.run(connection -> expire(connection, tenant));
        }
    }

    private int expire(Connection connection, String tenant) throws SQLException {
        StopGrounds.takeTurn(connection, tenant);
        List<AuditEvent> events = new ArrayList<>();
        for (SetSwitch each : rows.expired(connection, tenant)) {
            if (rows.lift(connection, each, Optional.empty())) {
                events.add(new KillSwitchExpired(each.event()));
            }
        }
        if (!events.isEmpty()) {
            StopGrounds.raise(connection, tenant);
            trail.append(connection, tenant, events);
        }
        return events.size();
    }
}
