package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.process.ProcessConnector;
import dev.gatehouse.worker.process.ProcessSettings;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker in this process, from its start to its close, which is the order of {@link Agent#close}. */
public final class RunningWorker implements AutoCloseable {
    private static final Duration TIMEOUT_GRACE = Duration.ofSeconds(10);

    private final WorkerHome home;
    private final ProcessConnector connector;
    private final Agent agent;

    private RunningWorker(WorkerHome home, ProcessConnector connector, Agent agent) {
        this.home = home;
        this.connector = connector;
        this.agent = agent;
    }

    /**
     * Starts one with the options of the command line, and without the environment.
     *
     * @throws IllegalArgumentException when the options are not as described
     */
    public static RunningWorker start(List<String> options, OpenTelemetry telemetry) throws IOException {
        try {
            return start(
                    WorkerSettings.parse(options.toArray(String[]::new), Map.of()),
                    telemetry,
                    new WorkerLog(System.getLogger("dev.gatehouse.worker"), InstantSource.system()));
        } catch (WorkerSettings.WrongUsage wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    static RunningWorker start(WorkerSettings settings, OpenTelemetry telemetry, WorkerLog log) throws IOException {
        SecureRandom random = new SecureRandom();
        WorkerHome home = new WorkerHome(settings.home(), InstantSource.system(), random);
        ProcessConnector connector = ProcessConnector.open(new ProcessSettings(
                settings.jobs(),
                settings.home(),
                settings.tools(),
                settings.slots(),
                settings.firstUid(),
                TIMEOUT_GRACE));
        Agent agent = new Agent(settings, home, connector, telemetry, random, log);
        agent.start();
        log.info("worker started", Map.of("isolation", connector.isolation()));
        return new RunningWorker(home, connector, agent);
    }

    /** Waits until the worker is closed or refused; why it was refused. */
    Optional<String> await() {
        return agent.await();
    }

    @Override
    public void close() throws IOException {
        try (home;
                connector;
                agent) {
            // Closed in this order: the agent first, the home's lock last.
        }
    }
}
