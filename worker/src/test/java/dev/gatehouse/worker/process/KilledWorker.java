package dev.gatehouse.worker.process;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import dev.gatehouse.worker.Redactor;
import dev.gatehouse.worker.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker in a process of its own that runs one job, from a virtual thread as the agent does, until it is killed. */
final class KilledWorker {
    private KilledWorker() {}

    static Process start(JobBench bench, String script) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWorker.class.getName(),
                        bench.place.toString(),
                        bench.home.toString(),
                        Files.writeString(bench.place.resolve("script"), script).toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        ProcessConnector connector = ProcessConnector.open(new ProcessSettings(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Optional.empty(),
                1,
                JobBench.firstUid(),
                Duration.ofSeconds(1)));
        ProcessLaunch process = new ProcessLaunch(
                List.of(
                        Part.Joined.text("sh"),
                        Part.Joined.text("-c"),
                        Part.Joined.text(Files.readString(Path.of(arguments[2])))),
                Map.of(),
                Map.of(),
                null);
        Launch launch =
                new Launch(JobBench.EXECUTION, "demo", "acme", "job", 1, 1, 1, "w", 600_000, false, null, process);
        Thread.ofVirtual()
                .start(() -> connector.run(
                        new Assignment(launch, Map.of(), Redactor.of(List.of()), (_, _) -> {}, null, new StopSignal())))
                .join();
    }
}
