package dev.gatehouse.gateway.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The PostgreSQL server of the embedded default: a real one, on loopback, with SCRAM and fsync, whose data, port and
 * passwords live in the home.
 *
 * <p>Not thread-safe: one gateway starts it before anything else and stops it after everything else. A server that a
 * killed gateway left behind is ended first. Failures are {@link IOException}s that say which program failed and where
 * its log is.
 */
public final class EmbeddedPostgres implements DatabaseServer {
    private static final Duration LOCK_FILE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PROGRAM_PATIENCE = Duration.ofMinutes(2);

    private final Path home;
    private final Path data;
    private final PostgresBinaries binaries;
    private final int port;
    private final PostgresRoles roles;

    private EmbeddedPostgres(Path home, PostgresBinaries binaries, int port, PostgresRoles roles) {
        this.home = home;
        this.data = home.resolve("pgdata");
        this.binaries = binaries;
        this.port = port;
        this.roles = roles;
    }

    /**
     * A running server with the roles and databases of one home.
     *
     * @param demo whether the example's database and role exist too
     */
    public static EmbeddedPostgres startedIn(Path home, boolean demo) throws IOException {
        Path absolute = home.toAbsolutePath().normalize();
        Files.createDirectories(absolute.resolve("log"));
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(absolute);
        endOrphan(absolute, binaries);
        int port = port(absolute);
        var postgres = new EmbeddedPostgres(absolute, binaries, port, PostgresRoles.in(absolute, port));
        postgres.makeData();
        postgres.start();
        postgres.roles.ensure(demo);
        return postgres;
    }

    @Override
    public Map<String, String> properties() {
        return roles.properties();
    }

    /** Ends the server after it has written everything; open connections are closed. */
    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "60", "stop");
    }

    private void makeData() throws IOException {
        if (Files.isDirectory(data)) {
            return;
        }
        Path unfinished = home.resolve("pgdata.making");
        PostgresBinaries.delete(unfinished);
        run(
                "initdb",
                "-D",
                unfinished.toString(),
                "-U",
                PostgresRoles.OWNER,
                "--auth=scram-sha-256",
                "--pwfile=" + roles.ownerPasswordFile(),
                "-E",
                "UTF8",
                "--no-locale",
                "--no-instructions");
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** After a kill -9 of the server its lock file can block a start for about a second. */
    private void start() throws IOException {
        String options = "-c listen_addresses=127.0.0.1 -c port=" + port + " -c unix_socket_directories='' -c fsync=on"
                + " -c synchronous_commit=on -c password_encryption=scram-sha-256 -c logging_collector=off";
        long deadline = System.nanoTime() + LOCK_FILE_PATIENCE.toNanos();
        while (true) {
            try {
                run(
                        "pg_ctl",
                        "-D",
                        data.toString(),
                        "-w",
                        "-t",
                        "60",
                        "-l",
                        home.resolve("log/postgres.log").toString(),
                        "-o",
                        options,
                        "start");
                return;
            } catch (IOException failure) {
                if (System.nanoTime() > deadline) {
                    throw failure;
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
    }

    /**
     * Whoever starts holds the home's lock, so a live server of this home has lost its gateway. The number in the lock
     * file may have gone to another program since: only our own server is ended.
     */
    private static void endOrphan(Path home, PostgresBinaries binaries) throws IOException {
        Path data = home.resolve("pgdata");
        Path lock = data.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return;
        }
        boolean ours = server(lock)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.info().command())
                .filter(binaries.program("postgres")::equals)
                .isPresent();
        if (ours) {
            run(home, binaries, "pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "30", "stop");
        } else {
            Files.delete(lock);
        }
    }

    /** The process that a lock file names; nothing where a power cut left it without a number. */
    private static Optional<Long> server(Path lock) throws IOException {
        return Files.readAllLines(lock).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("[0-9]{1,10}"))
                .map(Long::valueOf);
    }

    /** The home's port: chosen once, and again only when another program has taken it. */
    private static int port(Path home) throws IOException {
        Path file = home.resolve("postgres.port");
        if (Files.exists(file)) {
            int kept = Integer.parseInt(Files.readString(file).strip());
            if (isFree(kept)) {
                return kept;
            }
        }
        int chosen;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            chosen = socket.getLocalPort();
        }
        Files.writeString(file, chosen + "\n");
        return chosen;
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private void run(String program, String... arguments) throws IOException {
        run(home, binaries, program, arguments);
    }

    private static void run(Path home, PostgresBinaries binaries, String program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody there, and owns its files.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.program(program));
        command.addAll(List.of(arguments));
        Path log = home.resolve("log/" + program + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PROGRAM_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(program + " did not end in time; see " + log);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", interrupted);
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " failed; see " + log + " and " + home.resolve("log/postgres.log"));
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
    }
}
