package dev.gatehouse.gateway;

import dev.gatehouse.gateway.database.DatabaseServer;
import dev.gatehouse.gateway.database.EmbeddedPostgres;
import dev.gatehouse.gateway.database.ExternalPostgres;
import dev.gatehouse.gateway.operation.Doors;
import dev.gatehouse.gateway.operation.GracefulStop;
import dev.gatehouse.gateway.operation.ShutdownConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's process: takes the home's lock, starts the embedded database unless it is given another one, runs the
 * application, and stops the embedded database after it. A second gateway on one home is refused.
 */
@QuarkusMain
public final class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final long STOP_PATIENCE_SECONDS = 90;

    private Gateway() {}

    public static void main(String... arguments) throws IOException {
        Path home = Path.of(setting("gatehouse.home", ".gatehouse")).toAbsolutePath();
        openDoors();
        limitEventLoops();
        delayStop();
        makePrivate(home);
        int exitCode;
        try (FileChannel channel =
                FileChannel.open(home.resolve("gateway.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another gateway runs in this home: " + home);
            }
            exitCode = run(home, arguments);
        }
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** Tells Quarkus about TLS, or refuses the start before anything is there. */
    private static void openDoors() {
        new Doors(
                        setting("quarkus.http.host", setting("gatehouse.host", "127.0.0.1")),
                        setting("quarkus.management.host", setting("gatehouse.management-host", "127.0.0.1")),
                        setting("gatehouse.port", "8080"),
                        file("gatehouse.tls.certificate-file"),
                        file("gatehouse.tls.key-file"),
                        Boolean.parseBoolean(setting("gatehouse.unsafe-plain-http", "false")))
                .properties(Clock.systemUTC().instant())
                .forEach(System::setProperty);
    }

    /** Requests run on virtual threads; event loops beyond the number of processors would only take turns. */
    private static void limitEventLoops() {
        String loops = "quarkus.vertx.event-loops-pool-size";
        System.setProperty(
                loops, setting(loops, Integer.toString(Runtime.getRuntime().availableProcessors())));
    }

    private static void delayStop() {
        Duration notice = ConfigProvider.getConfig()
                .getOptionalValue("gatehouse.shutdown.notice", Duration.class)
                .orElse(ShutdownConfig.NOTICE);
        System.setProperty("quarkus.shutdown.delay", GracefulStop.delay(notice).toString());
    }

    private static Optional<Path> file(String property) {
        return ConfigProvider.getConfig().getOptionalValue(property, Path.class);
    }

    /** The application's exit code; the database has stopped when it is known. */
    private static int run(Path home, String... arguments) throws IOException {
        var stopped = new CountDownLatch(1);
        // The virtual machine ends when its shutdown hooks have: this one waits for the database below.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stopped), "database-stop"));
        var exitCode = new AtomicInteger();
        try (DatabaseServer database = database(home)) {
            database.properties().forEach(System::setProperty);
            Quarkus.run(
                    null,
                    (code, failure) -> {
                        exitCode.set(code);
                        tell(failure);
                    },
                    arguments);
            LOG.info("The application has stopped");
        } finally {
            stopped.countDown();
        }
        return exitCode.get();
    }

    private static DatabaseServer database(Path home) throws IOException {
        Optional<ExternalPostgres> external = ExternalPostgres.of(Gateway::setting);
        return external.isPresent()
                ? external.get()
                : EmbeddedPostgres.startedIn(home, Boolean.parseBoolean(setting("gatehouse.demo", "false")));
    }

    /** Says why there is no gateway. The last line is the reasons alone, for whoever sees only the end of the log. */
    private static void tell(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("The gateway does not start", failure);
            LOG.error(reasons(failure));
        }
    }

    private static String reasons(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(": "));
    }

    /** Everything below the home is its owner's; a job runs under another uid and finds the door closed. */
    private static void makePrivate(Path home) throws IOException {
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }

    private static void await(CountDownLatch stopped) {
        try {
            if (!stopped.await(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The embedded database did not stop in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String setting(String name, String otherwise) {
        return setting(name).orElse(otherwise);
    }

    private static Optional<String> setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue(name, String.class);
    }
}
