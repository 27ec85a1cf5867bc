package dev.gatehouse.gateway.stop;

import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.StopEvent.MaintenanceBegun;
import dev.gatehouse.audit.StopEvent.MaintenanceEnded;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.stop.MaintenanceRows.Going;
import dev.gatehouse.policy.MaintenancePermit;
import dev.gatehouse.policy.MaintenanceQuestion;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Begins and ends the maintenance of a tenant; of the operators' tenant it is that of all. Once it has begun, no gateway
 * accepts or begins anything. Thread-safe.
 */
@Singleton
final class MaintenanceAct {
    private final Permits permits;
    private final Transactions transactions;
    private final MaintenanceRows rows;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final SnapshotLoader snapshots;
    private final Supplier<UUID> ids;

    MaintenanceAct(
            Permits permits,
            Transactions transactions,
            MaintenanceRows rows,
            QuestionLog questions,
            AuditTrail trail,
            SnapshotLoader snapshots,
            Supplier<UUID> ids) {
        this.permits = permits;
        this.transactions = transactions;
        this.rows = rows;
        this.questions = questions;
        this.trail = trail;
        this.snapshots = snapshots;
        this.ids = ids;
    }

    /**
     * How it stands afterwards. To begin what has begun changes its message at most, and to end what has ended nothing.
     *
     * @param again the subject as it is now, if whoever asks is still it
     */
    Map<String, Object> take(Subject subject, MaintenanceQuestion.Act act, Supplier<Optional<Subject>> again) {
        String tenant = subject.tenant();
        boolean done = once(permits.obtain(new MaintenanceQuestion(subject, act)));
        if (!done) {
            snapshots.refresh(tenant);
            Subject now = again.get().orElseThrow(Permits::unavailable);
            done = once(permits.obtain(new MaintenanceQuestion(now, act)));
        }
        if (!done) {
            throw Permits.unavailable();
        }
        snapshots.refresh(tenant);
        return view(tenant);
    }

    Map<String, Object> view(String tenant) {
        return transactions.run(connection -> rows.view(connection, tenant));
    }

    /** Whether what the permit rests on was still so. */
    private boolean once(MaintenancePermit permit) {
        return transactions.run(connection -> {
            boolean held =
                    isOfAll(permit) ? StopGrounds.holdAll(connection, permit) : StopGrounds.hold(connection, permit);
            if (held) {
                take(connection, permit);
            }
            return held;
        });
    }

    private void take(Connection connection, MaintenancePermit permit) throws SQLException {
        Optional<Going> going = rows.going(connection, permit.subject().tenant());
        switch (permit.act()) {
            case MaintenanceQuestion.Act.Beginning(String message) -> begin(connection, permit, going, message);
            case MaintenanceQuestion.Act.Ending() -> {
                if (going.isPresent()) {
                    end(connection, permit, going.get());
                }
            }
        }
    }

    private void begin(Connection connection, MaintenancePermit permit, Optional<Going> going, String message)
            throws SQLException {
        String tenant = permit.subject().tenant();
        if (going.filter(same -> same.message().equals(message)).isPresent()) {
            return;
        }
        UUID id = going.map(Going::id).orElseGet(ids);
        if (going.isPresent()) {
            rows.say(connection, tenant, id, message);
        } else {
            rows.begin(connection, tenant, id, message, permit.subject().id());
        }
        record(
                connection,
                permit,
                new MaintenanceBegun(
                        Asked.actor(permit.subject()),
                        Asked.decision(permit),
                        id,
                        going.map(Going::revision).orElse(0L) + 1,
                        message));
    }

    private void end(Connection connection, MaintenancePermit permit, Going going) throws SQLException {
        rows.end(
                connection,
                permit.subject().tenant(),
                going.id(),
                permit.subject().id());
        record(
                connection,
                permit,
                new MaintenanceEnded(
                        Asked.actor(permit.subject()), Asked.decision(permit), going.id(), going.revision()));
    }

    private void record(Connection connection, MaintenancePermit permit, AuditEvent event) throws SQLException {
        String tenant = permit.subject().tenant();
        if (isOfAll(permit)) {
            StopGrounds.raiseAll(connection);
        } else {
            StopGrounds.raise(connection, tenant);
        }
        questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
        trail.append(connection, tenant, List.of(event));
    }

    private static boolean isOfAll(MaintenancePermit permit) {
        return permit.subject().tenant().equals(Tenants.SYSTEM);
    }
}
