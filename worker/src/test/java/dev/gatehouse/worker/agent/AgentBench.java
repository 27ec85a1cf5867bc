package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Connector;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.ReportRequest.Outcome;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** One agent with a connector that a test gives it, and the gateway it speaks to. */
final class AgentBench implements AutoCloseable {
    final FakeGateway gateway;
    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Path folder;
    private Optional<WorkerHome> home = Optional.empty();
    private Optional<Agent> agent = Optional.empty();
    private Duration drain = Duration.ZERO;
    private InstantSource wall = InstantSource.system();

    AgentBench(Path folder) throws IOException {
        this.folder = folder;
        this.gateway = new FakeGateway();
    }

    /** Lets what runs go on for so long once the worker is to end. */
    AgentBench draining(Duration patience) {
        drain = patience;
        return this;
    }

    /** Has the worker's machine show this time. */
    AgentBench at(InstantSource clock) {
        wall = clock;
        return this;
    }

    void start(Function<Assignment, Ending> runner) throws IOException {
        Files.writeString(folder.resolve("join.token"), FakeGateway.TOKEN + "." + FakeGateway.TOKEN_SECRET + "\n");
        open(runner);
    }

    void open(Function<Assignment, Ending> runner) throws IOException {
        WorkerSettings settings = new WorkerSettings(
                gateway.url(),
                folder.resolve("home"),
                Optional.empty(),
                Optional.of(folder.resolve("join.token")),
                "w",
                2,
                Optional.empty(),
                folder,
                20_000,
                drain);
        WorkerHome opened = new WorkerHome(settings.home(), wall, new SecureRandom());
        home = Optional.of(opened);
        var telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build();
        WorkerLog log = new WorkerLog(System.getLogger("test"), wall);
        Agent started = new Agent(settings, opened, new FakeConnector(runner), telemetry, new SecureRandom(), log);
        agent = Optional.of(started);
        started.start();
    }

    Agent agent() {
        return agent.orElseThrow();
    }

    void stop() throws IOException {
        if (agent.isPresent()) {
            agent.get().close();
            home.orElseThrow().close();
            agent = Optional.empty();
        }
    }

    Path spool() {
        return folder.resolve("home/spool");
    }

    /** How many reports the spool's files keep. */
    int spooled() {
        return spooled(spool());
    }

    static int spooled(Path spool) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(spool, "*.reports")) {
            Set<Held> kept = new HashSet<>();
            for (Path file :
                    StreamSupport.stream(files.spliterator(), false).sorted().toList()) {
                for (byte[] text : SpoolSegment.lines(file)) {
                    SpoolLine line = Protocol.mapper().readValue(text, SpoolLine.class);
                    Optional.ofNullable(line.kept()).map(Spooled::held).ifPresent(kept::add);
                    Optional.ofNullable(line.done()).ifPresent(kept::remove);
                }
            }
            return kept.size();
        } catch (NoSuchFileException changing) {
            // No spool yet, or a segment that went meanwhile.
            return -1;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        gateway.close();
    }

    static Ending succeeded() {
        return new Ending(Outcome.SUCCEEDED, 0, null, null, false);
    }

    static Ending untilStopped(Assignment assignment) {
        CountDownLatch stopped = new CountDownLatch(1);
        assignment.stop().listen(_ -> stopped.countDown());
        waiting(stopped);
        return new Ending(Outcome.CANCELLED, null, null, null, true);
    }

    static Ending waiting(CountDownLatch latch) {
        try {
            latch.await();
            return succeeded();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private record FakeConnector(Function<Assignment, Ending> runner) implements Connector {
        @Override
        public String isolation() {
            return Protocol.ISOLATION_NONE;
        }

        @Override
        public Ending run(Assignment assignment) {
            return runner.apply(assignment);
        }
    }
}
