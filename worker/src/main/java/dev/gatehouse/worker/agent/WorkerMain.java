package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.process.ProcessConnector;
import dev.gatehouse.worker.process.ProcessSettings;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The worker's program: {@code java -jar gatehouse-worker.jar --url URL --home DIR …}. It ends with 0 or by its signal,
 * with 2 for wrong usage, 3 when the gateway does not want it, and 1 when it cannot begin.
 */
public final class WorkerMain {
    private static final Duration TIMEOUT_GRACE = Duration.ofSeconds(10);

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
        SecureRandom random = new SecureRandom();
        WorkerHome home = new WorkerHome(settings.home(), InstantSource.system(), random);
        ProcessConnector connector = ProcessConnector.open(new ProcessSettings(
                settings.jobs(),
                settings.home(),
                settings.tools(),
                settings.slots(),
                settings.firstUid(),
                TIMEOUT_GRACE));
        OpenTelemetrySdk telemetry = Telemetry.open(System.getenv());
        Agent agent = new Agent(settings, home, connector, telemetry, random, log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent, connector, telemetry, home), "shutdown"));
        log.info("worker started", Map.of("isolation", connector.isolation()));
        agent.start();
        Optional<String> refused = agent.await();
        refused.ifPresent(why -> log.warn("the gateway refuses this worker", Map.of("cause", why)));
        return refused.isPresent() ? 3 : 0;
    }

    private static void end(Agent agent, ProcessConnector connector, OpenTelemetrySdk telemetry, WorkerHome home) {
        try (home;
                telemetry;
                connector;
                agent) {
            // Closed in this order: the agent first, the home's lock last.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
