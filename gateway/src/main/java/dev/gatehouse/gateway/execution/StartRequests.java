package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.problem.ProblemException;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/**
 * Starts that one worker asks for at once: they are looked at together, decided one by one, and share their commit. What
 * has secrets, or fails, is left to a request of its own, so that nothing slow or broken holds up the others.
 * Thread-safe.
 */
@Singleton
public final class StartRequests {
    private static final Logger LOG = Logger.getLogger(StartRequests.class);

    private final Starts starts;
    private final StartPipeline pipeline;

    StartRequests(Starts starts, StartPipeline pipeline) {
        this.starts = starts;
        this.pipeline = pipeline;
    }

    /** One answer a lease, in order. */
    public List<StartAnswer> start(WorkerSession session, List<Lease> leases) {
        List<Standing> standings = starts.standings(session, leases);
        try (ExecutorService threads = Context.taskWrapping(Executors.newVirtualThreadPerTaskExecutor())) {
            List<Future<StartAnswer>> asked = new ArrayList<>();
            for (int i = 0; i < leases.size(); i++) {
                Lease lease = leases.get(i);
                Standing standing = standings.get(i);
                asked.add(threads.submit(() ->
                        standing.hasSecrets() ? new StartAnswer.Alone() : pipeline.start(session, lease, standing)));
            }
            return asked.stream().map(StartRequests::answer).toList();
        }
    }

    private static StartAnswer answer(Future<StartAnswer> asked) {
        try {
            return asked.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new StartAnswer.Alone();
        } catch (ExecutionException failure) {
            return switch (failure.getCause()) {
                case DatabaseUnavailable away -> throw away;
                case ProblemException refused -> throw refused;
                case null, default -> {
                    LOG.warn("One start of several failed and has to be asked for alone", failure);
                    yield new StartAnswer.Alone();
                }
            };
        }
    }
}
