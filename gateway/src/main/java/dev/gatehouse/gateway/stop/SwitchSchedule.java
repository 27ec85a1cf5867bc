package dev.gatehouse.gateway.stop;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.Cascade;
import dev.gatehouse.gateway.deprovision.CascadeTurns;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Has kill switches end what they stop, at once where this gateway set one, and end themselves when their time is over. */
@Singleton
final class SwitchSchedule {
    /** By which tests hold it. */
    static final String IDENTITY = "kill-switches";

    private static final Logger LOG = Logger.getLogger(SwitchSchedule.class);

    private final SwitchExpiry expiry;
    private final CascadeTurns turns;

    SwitchSchedule(
            Transactions transactions,
            SwitchExpiry expiry,
            SwitchCascade switches,
            AuditTrail trail,
            ObjectMapper json) {
        this.expiry = expiry;
        this.turns = new CascadeTurns(new Cascade<>(transactions, switches, SwitchRows.TABLE, trail, json)::run);
    }

    @Scheduled(every = "1s", identity = IDENTITY, concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        try {
            expiry.run();
        } catch (DatabaseUnavailable away) {
            LOG.warn("Kill switches whose time is over stay in force until the database answers", away);
        }
        turns.run();
    }

    /** What was just stopped ends now and not with the next tick. */
    void hasten() {
        turns.hasten("kill-switch");
    }
}
