package dev.gatehouse.gateway.stop;

import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.StopEvent.KillSwitchLifted;
import dev.gatehouse.audit.StopEvent.KillSwitchSet;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.stop.SwitchRows.Standing;
import dev.gatehouse.policy.KillSwitch;
import dev.gatehouse.policy.KillSwitchPermit;
import dev.gatehouse.policy.KillSwitchQuestion;
import dev.gatehouse.policy.KillSwitchQuestion.Act.Lifting;
import dev.gatehouse.policy.KillSwitchQuestion.Act.Setting;
import dev.gatehouse.policy.StopExtent;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sets and lifts kill switches. Once one is committed no gateway accepts or begins what it stops: it raises the tenant's
 * revision, and whatever was decided before is decided again. Thread-safe.
 *
 * <p>A wish for one that is there already, of the same extent and level, makes it last longer at most; nothing but
 * lifting it makes it weaker.
 */
@Singleton
final class KillSwitches {
    /** The most that a tenant has in force: every decision asks each. */
    private static final int MOST = 1_000;

    private final Permits permits;
    private final Transactions transactions;
    private final SwitchRows rows;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final SnapshotLoader snapshots;
    private final SwitchSchedule schedule;
    private final Supplier<UUID> ids;

    KillSwitches(
            Permits permits,
            Transactions transactions,
            SwitchRows rows,
            QuestionLog questions,
            AuditTrail trail,
            SnapshotLoader snapshots,
            SwitchSchedule schedule,
            Supplier<UUID> ids) {
        this.permits = permits;
        this.transactions = transactions;
        this.rows = rows;
        this.questions = questions;
        this.trail = trail;
        this.snapshots = snapshots;
        this.schedule = schedule;
        this.ids = ids;
    }

    /** A switch that is in force now, and whether it was made by this wish. */
    record Outcome(UUID id, boolean created) {}

    @FunctionalInterface
    private interface Act<T> {
        T on(Connection connection, KillSwitchPermit permit) throws SQLException;
    }

    /** @param again the subject as it is now, if whoever asks is still it */
    Outcome set(Subject subject, SwitchOrder order, Supplier<Optional<Subject>> again) {
        Outcome outcome = act(
                subject,
                now -> new KillSwitchQuestion(now, order.extent(), order.setting()),
                (connection, permit) -> set(connection, permit, order),
                again);
        schedule.hasten();
        return outcome;
    }

    /**
     * Lifts one; what it stopped may be accepted and begin again, and what it had yet to end goes on. One that is lifted
     * already stays as it is.
     */
    void lift(Subject subject, UUID id, StopExtent extent, Supplier<Optional<Subject>> again) {
        act(subject, now -> new KillSwitchQuestion(now, extent, new Lifting(id)), this::lift, again);
    }

    /** Decides once more where what the decision rested on has changed. */
    private <T> T act(
            Subject subject,
            Function<Subject, KillSwitchQuestion> question,
            Act<T> act,
            Supplier<Optional<Subject>> again) {
        String tenant = subject.tenant();
        Optional<T> done = once(permits.obtain(question.apply(subject)), act);
        if (done.isEmpty()) {
            snapshots.refresh(tenant);
            Subject now = again.get().orElseThrow(Permits::unavailable);
            done = once(permits.obtain(question.apply(now)), act);
        }
        T result = done.orElseThrow(Permits::unavailable);
        snapshots.refresh(tenant);
        return result;
    }

    /** Nothing where what the permit rests on is no longer so. */
    private <T> Optional<T> once(KillSwitchPermit permit, Act<T> act) {
        return transactions.run(connection ->
                StopGrounds.hold(connection, permit) ? Optional.of(act.on(connection, permit)) : Optional.empty());
    }

    private Outcome set(Connection connection, KillSwitchPermit permit, SwitchOrder order) throws SQLException {
        String tenant = permit.subject().tenant();
        Setting wish = order.setting();
        if (!SwitchTargets.has(connection, tenant, permit.extent())) {
            throw order.unknownTarget();
        }
        Optional<Standing> there = rows.standing(connection, tenant, permit.extent(), wish.level());
        if (there.isPresent()) {
            Optional<Standing> longer = rows.prolong(connection, there.get().kill(), wish);
            if (longer.isPresent()) {
                record(
                        connection,
                        permit,
                        set(permit, wish, longer.get().kill(), longer.get().expiresAt()));
            }
            return new Outcome(there.get().kill().id(), false);
        }
        if (rows.count(connection, tenant) >= MOST) {
            throw new ProblemException(Problem.of(
                    409,
                    "too_many_kill_switches",
                    "There are " + MOST + " in force. Lift some, or stop something larger."));
        }
        var kill = new SetSwitch(
                tenant,
                new KillSwitch(ids.get(), 1, permit.extent(), wish.level()),
                permit.subject().id(),
                wish.reason());
        Optional<Instant> expiresAt = rows.insert(connection, kill, wish.lasts());
        record(connection, permit, set(permit, wish, kill, expiresAt));
        return new Outcome(kill.id(), true);
    }

    private static KillSwitchSet set(
            KillSwitchPermit permit, Setting wish, SetSwitch kill, Optional<Instant> expiresAt) {
        return new KillSwitchSet(
                Asked.actor(permit.subject()), Asked.decision(permit), kill.event(), wish.reason(), expiresAt);
    }

    private boolean lift(Connection connection, KillSwitchPermit permit) throws SQLException {
        UUID id = lifted(permit.act());
        SetSwitch kill = rows.find(connection, permit.subject().tenant(), id)
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
        boolean lifted =
                rows.lift(connection, kill, Optional.of(permit.subject().id()));
        if (lifted) {
            record(
                    connection,
                    permit,
                    new KillSwitchLifted(Asked.actor(permit.subject()), Asked.decision(permit), kill.event()));
        }
        return lifted;
    }

    private static UUID lifted(KillSwitchQuestion.Act act) {
        return switch (act) {
            case Lifting(UUID id) -> id;
            case Setting _ -> throw new IllegalArgumentException("leave to set lifts nothing");
        };
    }

    private void record(Connection connection, KillSwitchPermit permit, AuditEvent event) throws SQLException {
        String tenant = permit.subject().tenant();
        StopGrounds.raise(connection, tenant);
        questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
        trail.append(connection, tenant, List.of(event));
    }
}
