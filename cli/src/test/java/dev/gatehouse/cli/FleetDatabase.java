package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The PostgreSQL of a fleet, always on the same port: all of its processes are killed or paused together. */
final class FleetDatabase implements Breakable, AutoCloseable {
    private final Path home;
    private final Map<String, String> properties;

    private FleetDatabase(Path home, Map<String, String> properties) {
        this.home = home;
        this.properties = properties;
    }

    static FleetDatabase startedIn(Path home, int port) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("postgres.port"), port + "\n");
        return new FleetDatabase(home, start(home));
    }

    @SuppressWarnings("resource") // It is killed with all of its processes, not stopped.
    private static Map<String, String> start(Path home) throws IOException {
        return EmbeddedPostgres.startedIn(home, false).properties();
    }

    int port() {
        return URI.create(property("quarkus.datasource.jdbc.url").substring("jdbc:".length()))
                .getPort();
    }

    /** The variables that lead a gateway here, by another port. */
    Map<String, String> environment(int by) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GATEHOUSE_DB_URL", "jdbc:postgresql://127.0.0.1:" + by + "/gatehouse");
        environment.put("GATEHOUSE_DB_USER", property("quarkus.datasource.username"));
        environment.put("GATEHOUSE_DB_PASSWORD", property("quarkus.datasource.password"));
        environment.put("GATEHOUSE_DB_OWNER", property("quarkus.flyway.username"));
        environment.put("GATEHOUSE_DB_OWNER_PASSWORD", property("quarkus.flyway.password"));
        return environment;
    }

    /** A connection of the test's own, past every link. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                property("quarkus.datasource.jdbc.url"),
                property("quarkus.flyway.username"),
                property("quarkus.flyway.password"));
    }

    /** The number that a query answers. */
    long count(String query) {
        try {
            return read(query, row -> row.getLong(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The time by its own clock; asked until it is there. */
    Instant now() {
        while (true) {
            try {
                return read(
                        "SELECT clock_timestamp()", row -> row.getTimestamp(1).toInstant());
            } catch (SQLException away) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private interface Column<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> T read(String query, Column<T> column) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return column.of(row);
        }
    }

    private String property(String name) {
        return Optional.ofNullable(properties.get(name)).orElseThrow();
    }

    @Override
    public void suffer(Fault.Kind kind) {
        switch (kind) {
            case KILL -> kill();
            case PAUSE -> pause();
            case CUT, SLOW, FREEZE -> throw new IllegalArgumentException(kind + " befalls no process");
        }
    }

    /** The server first, so that it makes no new process meanwhile. */
    private void pause() {
        server().ifPresent(server -> Member.signal("STOP", server.pid()));
        Member.signal("STOP", pids());
    }

    private void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }

    @Override
    public void mend() {
        if (server().isPresent()) {
            Member.signal("CONT", pids());
            return;
        }
        try {
            assertThat(start(home)).isEqualTo(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long[] pids() {
        return processes().stream().mapToLong(ProcessHandle::pid).toArray();
    }

    private List<ProcessHandle> processes() {
        return server().stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .toList();
    }

    /** The number in the file may have gone to another program since. */
    private Optional<ProcessHandle> server() {
        Path lock = home.resolve("pgdata/postmaster.pid");
        try (Stream<String> lines = Files.lines(lock)) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .filter(this::isOurs);
        } catch (IOException stopped) {
            return Optional.empty();
        }
    }

    private boolean isOurs(ProcessHandle process) {
        Optional<String> program = process.info().command();
        return program.isPresent() && program.get().startsWith(home + "/");
    }

    @Override
    public void close() {
        kill();
    }
}
