package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Connector;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.ReportRequest.Outcome;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/**
 * A process of real workers whose jobs do nothing: everything of a worker but what a job itself costs. It tells on
 * standard output which execution began when, by this machine's monotonic clock, and ends with its standard input.
 *
 * <p>Arguments: the gateway, an empty folder, how many slots each worker has, and a file with a join token for each.
 */
final class NoOpWorkers {
    private NoOpWorkers() {}

    public static void main(String[] arguments) throws IOException, WorkerSettings.WrongUsage {
        Path folder = Path.of(arguments[1]);
        for (int i = 3; i < arguments.length; i++) {
            Path home = Files.createDirectories(folder.resolve("worker-" + i));
            start(WorkerSettings.parse(
                    new String[] {
                        "--url", arguments[0],
                        "--home", home.toString(),
                        "--join-token-file", arguments[i],
                        "--name", "noop-" + i,
                        "--slots", arguments[2]
                    },
                    Map.of()));
        }
        while (System.in.read() >= 0) {
            // Only the end is waited for.
        }
        System.exit(0);
    }

    private static void start(WorkerSettings settings) throws IOException {
        var random = new SecureRandom();
        var home = new WorkerHome(settings.home(), InstantSource.system(), random);
        var log = new WorkerLog(System.getLogger("noop"), InstantSource.system());
        new Agent(settings, home, new NoOp(), OpenTelemetry.noop(), random, log).start();
    }

    private record NoOp() implements Connector {
        @Override
        public String isolation() {
            return Protocol.ISOLATION_NONE;
        }

        @Override
        public Ending run(Assignment assignment) {
            System.out.println(assignment.launch().execution() + " " + System.nanoTime());
            return new Ending(Outcome.SUCCEEDED, 0, null, null, false);
        }
    }
}
