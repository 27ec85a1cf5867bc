package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Runs of a cascade on this gateway, one after the other. Thread-safe. */
public final class CascadeTurns {
    private static final Logger LOG = Logger.getLogger(CascadeTurns.class);

    private final Runnable cascade;

    /** At most one run, and one that begins after it, for what was begun meanwhile. */
    private final Semaphore places = new Semaphore(2);

    private final Semaphore turn = new Semaphore(1);

    public CascadeTurns(Runnable cascade) {
        this.cascade = cascade;
    }

    /** Goes on with what is not done, unless somebody waits already to do so. */
    public void run() {
        if (!places.tryAcquire()) {
            return;
        }
        turn.acquireUninterruptibly();
        try {
            cascade.run();
        } catch (DatabaseUnavailable away) {
            LOG.warn("Ends wait for the database", away);
        } finally {
            turn.release();
            places.release();
        }
    }

    /** The same beside whoever asks. */
    public void hasten(String thread) {
        Thread.ofVirtual().name(thread).start(this::run);
    }
}
