package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL 15 of the distribution, run as an operator would run it: with a database {@code gatehouse} and its owner's
 * login. It can be stopped, killed and paused, and comes back with what it had.
 */
final class DebianPostgres implements AutoCloseable {
    static final String OWNER = "gatehouse_owner";

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final String SUPERUSER = "postgres";
    private static final String PASSWORD = "a-password-of-the-database-that-is-nowhere-else";

    private final Path folder;
    private final Path data;
    private final int port;

    private DebianPostgres(Path folder, String data, int port) {
        this.folder = folder;
        this.data = folder.resolve(data);
        this.port = port;
    }

    /** A new server below the folder. */
    static DebianPostgres startedIn(Path folder) throws IOException {
        requirePackage();
        Path password = folder.resolve("postgres.password");
        Files.writeString(password, PASSWORD + "\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        var server = new DebianPostgres(folder, "primary", freePort());
        server.run(
                "initdb",
                "-D",
                server.data.toString(),
                "-U",
                SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "-E",
                "UTF8",
                "--no-locale");
        server.start();
        documented().forEach(server::execute);
        return server;
    }

    /** What the page for operators says that a superuser does, with this password. */
    private static List<String> documented() {
        String text = Page.named("operations.md").section("The database").block("sql").stream()
                .map(line -> line.replaceAll(" *--.*", "").replace("'…'", "'" + PASSWORD + "'"))
                .collect(Collectors.joining("\n"));
        assertThat(text).contains(OWNER, PASSWORD, "REVOKE CONNECT");
        return Stream.of(text.split(";", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** A server that follows this one; as it is, no commit waits for it. */
    DebianPostgres replica() throws IOException {
        var replica = new DebianPostgres(folder, "replica", freePort());
        run(
                "pg_basebackup",
                "-D",
                replica.data.toString(),
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "-d",
                "host=127.0.0.1" + " port=" + port + " user=" + SUPERUSER + " password=" + PASSWORD
                        + " application_name=follower");
        replica.start();
        return replica;
    }

    static void requirePackage() {
        assertThat(PROGRAMS.resolve("pg_ctl"))
                .as("the package postgresql-15 is missing: apt-get install postgresql-15")
                .exists();
    }

    /** What an operator sets for a gateway on this server. */
    Map<String, String> environment() {
        return Map.of(
                "GATEHOUSE_DB_URL", url("gatehouse"),
                "GATEHOUSE_DB_OWNER", OWNER,
                "GATEHOUSE_DB_OWNER_PASSWORD_FILE",
                        folder.resolve("postgres.password").toString());
    }

    static String password() {
        return PASSWORD;
    }

    int port() {
        return port;
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    void start(String... options) {
        List<String> all = new ArrayList<>(List.of(
                "-c listen_addresses=127.0.0.1",
                "-c port=" + port,
                "-c unix_socket_directories=''",
                "-c wal_level=replica"));
        all.addAll(List.of(options));
        run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-t",
                "60",
                "-l",
                data + ".log",
                "-o",
                String.join(" ", all),
                "start");
    }

    /** @param mode smart, fast or immediate */
    void stop(String mode) {
        run("pg_ctl", "-D", data.toString(), "-m", mode, "-w", "-t", "60", "stop");
    }

    boolean lives() {
        return !processes().isEmpty();
    }

    /** Ends all of its processes as a power cut would. */
    void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        Installation.until("the server is gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Stops all of its processes where they are: it is there, and silent. */
    void pause() {
        processes().forEach(process -> signal("STOP", process));
    }

    void goOn() {
        processes().forEach(process -> signal("CONT", process));
    }

    private static void signal(String name, ProcessHandle process) {
        execute(List.of("kill", "-" + name, Long.toString(process.pid())), Path.of("/dev/null"));
    }

    /** The number of the server itself, whose children do its work. */
    long pid() {
        return processes().getFirst().pid();
    }

    /** The server itself and its children, the server first. */
    private List<ProcessHandle> processes() {
        Path lock = data.resolve("postmaster.pid");
        try (Stream<String> lines = Files.exists(lock) ? Files.lines(lock) : Stream.of()) {
            return lines.findFirst().map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of).stream()
                    .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the superuser, in the database that the gateway does not use. */
    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres"), SUPERUSER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the superuser, to the gateway's database. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url("gatehouse"), SUPERUSER, PASSWORD);
    }

    /** The first column of the first row, as the superuser, in the gateway's database. */
    String answer(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL does not run as root; in a user namespace of its own it is nobody there, and owns its files.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path log = folder.resolve(program + ".log");
        int exit = execute(command, log);
        assertThat(exit).as(program + ": " + tail(log)).isZero();
    }

    private static int execute(List<String> command, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("did not end: " + command.getFirst())
                    .isTrue();
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String tail(Path log) {
        try {
            Path server = Path.of(data + ".log");
            return Files.readString(log) + (Files.exists(server) ? Files.readString(server) : "");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends the server; what it kept goes with the folder. */
    @Override
    public void close() {
        goOn();
        if (lives()) {
            stop("immediate");
        }
    }
}
