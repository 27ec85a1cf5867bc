package dev.gatehouse.gateway.operation;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What has to end with the signal that the process got. A stopping gateway waits for its open requests before it says so
 * to its parts; requests that wait for news would be waited for in vain. Thread-safe.
 */
@Singleton
public final class AtSignal {
    private final List<Runnable> ends = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::end, "end-what-waits");
    private volatile boolean come;

    /** Runs it at the signal, or at the end of the application where there was none; it may run twice. */
    public void run(Runnable end) {
        ends.add(end);
    }

    /** Whether the gateway stops, so that no request may wait any longer. */
    public boolean hasCome() {
        return come;
    }

    void start(@Observes StartupEvent start) {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void stop(@Observes ShutdownEvent stop) {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // The process is ending and has run the hook, or is about to.
        }
    }

    /** Ends what waits. */
    public void end() {
        come = true;
        ends.forEach(Runnable::run);
    }
}
