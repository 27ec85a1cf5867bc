package dev.gatehouse.worker.agent;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The worker's program: {@code java -jar gatehouse-worker.jar --url URL --home DIR …}. It ends with 0 or by its signal,
 * with 2 for wrong usage, 3 when the gateway does not want it, and 1 when it cannot begin.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) {
        // A line of the log is one JSON object already; set before anything logs, and only when nobody else did.
        System.getProperties().putIfAbsent("java.util.logging.SimpleFormatter.format", "%5$s%6$s%n");
        WorkerLog log = new WorkerLog(System.getLogger("dev.gatehouse.worker"), InstantSource.system());
        try {
            System.exit(run(WorkerSettings.parse(arguments, System.getenv()), log));
        } catch (WorkerSettings.WrongUsage wrong) {
            log.warn(wrong.getMessage() + "\n" + WorkerSettings.USAGE, Map.of());
            System.exit(2);
        } catch (IOException failure) {
            log.warn("the worker cannot start", Map.of("cause", String.valueOf(failure.getMessage())));
            System.exit(1);
        }
    }

    private static int run(WorkerSettings settings, WorkerLog log) throws IOException {
        OpenTelemetrySdk telemetry = Telemetry.open(System.getenv());
        RunningWorker worker = RunningWorker.start(settings, telemetry, log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker, telemetry), "shutdown"));
        Optional<String> refused = worker.await();
        refused.ifPresent(why -> log.warn("the gateway refuses this worker", Map.of("cause", why)));
        return refused.isPresent() ? 3 : 0;
    }

    private static void end(RunningWorker worker, OpenTelemetrySdk telemetry) {
        try (telemetry;
                worker) {
            // The worker first: its last spans are still to be exported.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
