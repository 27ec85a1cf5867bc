package dev.gatehouse.worker;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The request to end one running attempt. A later request replaces an earlier one: a cancel may become a revoke.
 * Thread-safe.
 */
public final class StopSignal {
    private @Nullable Stop latest;
    private @Nullable Consumer<Stop> listener;

    /** Asks; the listener hears of it at once, or when there is one. */
    public void request(Stop stop) {
        Consumer<Stop> hears;
        synchronized (this) {
            if (latest != null && latest.equals(stop)) {
                return;
            }
            latest = stop;
            hears = listener;
        }
        if (hears != null) {
            hears.accept(stop);
        }
    }

    /** Sets the one listener, which is told of a request that came before. */
    public void listen(Consumer<Stop> newListener) {
        Stop before;
        synchronized (this) {
            listener = newListener;
            before = latest;
        }
        if (before != null) {
            newListener.accept(before);
        }
    }

    /** The latest request. */
    public synchronized Optional<Stop> latest() {
        return Optional.ofNullable(latest);
    }
}
