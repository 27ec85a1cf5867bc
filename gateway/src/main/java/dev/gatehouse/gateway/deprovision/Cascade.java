package dev.gatehouse.gateway.deprovision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.EndRows.OpenStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes the steps of every end of one kind that is not done, one batch a transaction. A batch and how far the step has come
 * commit together, so it is ended exactly once, whichever gateway is killed when, and however many work on it.
 *
 * @param <E> an end of the kind
 */
public final class Cascade<E extends CascadeEnd> {
    private static final Logger LOG = Logger.getLogger(Cascade.class);

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** How many ends are looked at together. */
    private static final int PAGE = 1_000;

    private final Transactions transactions;
    private final CascadeWork<E> work;
    private final EndRows rows;
    private final AuditTrail trail;
    private final ObjectMapper json;

    /** @param table that has the ends */
    public Cascade(Transactions transactions, CascadeWork<E> work, String table, AuditTrail trail, ObjectMapper json) {
        this.transactions = transactions;
        this.work = work;
        this.rows = new EndRows(table);
        this.trail = trail;
        this.json = json;
    }

    /** What became of the wish to take a batch. */
    private enum Taken {
        WENT_ON,
        STEP_DONE,
        /** Another gateway works on the step, or was faster. */
        OTHERS
    }

    /**
     * Goes on with all that are not done, with one batch of each in turn, until there is nothing that this gateway can do.
     * So one that is long, has to wait, or fails, holds up no other; and one that begins meanwhile has its turn, too.
     */
    public void run() {
        boolean more = true;
        while (more) {
            more = goOnWithAll();
        }
    }

    private boolean goOnWithAll() {
        boolean more = false;
        UUID last = BEFORE_ALL;
        List<E> page;
        do {
            UUID after = last;
            page = transactions.read(connection -> work.open(connection, after, PAGE));
            for (E end : page) {
                more |= goOn(end);
                last = end.id();
            }
        } while (page.size() == PAGE);
        return more;
    }

    /** Whether there may be more of it for this gateway to do. */
    private boolean goOn(E end) {
        try {
            Optional<OpenStep> step = transactions.read(connection -> rows.step(connection, end));
            if (step.isPresent()) {
                return take(end, step.get());
            }
            transactions.runRepeatable(connection -> finish(connection, end));
            return false;
        } catch (DatabaseUnavailable away) {
            throw away;
        } catch (RuntimeException fault) {
            LOG.errorf(fault, "The end %s failed and is tried again", end.id());
            return false;
        }
    }

    /** Takes the step's next batch; whether there is more for this gateway to do. */
    private boolean take(E end, OpenStep step) {
        Optional<CascadeStep.Batch> batch = work.next(end, step.name(), step.cursor());
        if (batch.isEmpty()) {
            return false;
        }
        Taken taken = transactions.runRepeatable(connection -> take(connection, end, step, batch.get()));
        if (taken == Taken.WENT_ON) {
            batch.get().committed();
        }
        return taken != Taken.OTHERS;
    }

    private Taken take(Connection connection, E end, OpenStep step, CascadeStep.Batch batch) throws SQLException {
        if (!rows.lock(connection, end, step)) {
            return Taken.OTHERS;
        }
        if (batch.last().isEmpty()) {
            rows.stepDone(connection, end, step);
            return Taken.STEP_DONE;
        }
        Map<String, Long> ended = batch.end(connection);
        rows.advance(connection, end, step, batch.last().get(), text(ended));
        return Taken.WENT_ON;
    }

    private boolean finish(Connection connection, E end) throws SQLException {
        boolean done = rows.done(connection, end);
        if (done) {
            trail.append(connection, end.tenant(), List.of(work.done(end, rows.ended(connection, end))));
        }
        return done;
    }

    private String text(Map<String, Long> counts) {
        try {
            return json.writeValueAsString(counts);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("numbers that are not JSON", impossible);
        }
    }
}
