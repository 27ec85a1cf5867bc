package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class EmbeddedPostgresTest {
    /** The programs are the same in every home: they are unpacked once. */
    @TempDir
    static Path programs;

    @TempDir
    Path home;

    @BeforeAll
    static void unpack() throws IOException {
        PostgresBinaries.unpackedIn(programs);
    }

    @BeforeEach
    void linkPrograms() throws IOException {
        try (Stream<Path> all = Files.walk(programs)) {
            for (Path each : all.toList()) {
                Path here = home.resolve(programs.relativize(each).toString());
                if (Files.isSymbolicLink(each)) {
                    Files.createSymbolicLink(here, Files.readSymbolicLink(each));
                } else if (Files.isDirectory(each)) {
                    Files.createDirectories(here);
                } else {
                    Files.createLink(here, each);
                }
            }
        }
    }

    @Test
    void keepsWhatWasCommittedWhenTheServerIsKilled() throws Exception {
        try (var first = EmbeddedPostgres.startedIn(home, true);
                Connection connection = example(first)) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
            kill();
        } catch (IOException stoppedAlready) {
            assertThat(stoppedAlready).hasMessageContaining("pg_ctl");
        }

        try (var second = EmbeddedPostgres.startedIn(home, true);
                Connection connection = example(second);
                ResultSet rows = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
            rows.next();

            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void endsTheServerThatAKilledGatewayLeftBehind() throws Exception {
        try (var orphan = EmbeddedPostgres.startedIn(home, false)) {
            long left = server();

            try (var second = EmbeddedPostgres.startedIn(home, false)) {
                assertThat(server()).isNotEqualTo(left);
                assertThat(second.properties()).isEqualTo(orphan.properties());
            }
        } catch (IOException stoppedAlready) {
            assertThat(stoppedAlready).hasMessageContaining("pg_ctl");
        }
    }

    @Test
    void sparesAProcessThatGotTheNumberOfADeadServer() throws Exception {
        Process bystander = new ProcessBuilder("sleep", "600").start();
        try {
            EmbeddedPostgres.startedIn(home, false).close();
            Files.writeString(home.resolve("pgdata/postmaster.pid"), bystander.pid() + "\n");

            EmbeddedPostgres.startedIn(home, false).close();

            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly().waitFor();
        }
    }

    @Test
    void startsOverALockFileThatAPowerCutLeftEmpty() throws Exception {
        EmbeddedPostgres.startedIn(home, false).close();
        Files.createFile(home.resolve("pgdata/postmaster.pid"));

        try (var second = EmbeddedPostgres.startedIn(home, false)) {
            assertThat(second.properties()).isNotEmpty();
        }
    }

    @Test
    void keepsItsPasswordsFromEverybodyElse() throws Exception {
        try (var _ = EmbeddedPostgres.startedIn(home, true)) {
            for (String file : new String[] {"postgres.password", "app.password", "weather.password"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void letsTheExampleRoleIntoItsOwnDatabaseAndNoOther() throws Exception {
        try (var postgres = EmbeddedPostgres.startedIn(home, true)) {
            String password = Files.readString(home.resolve("weather.password")).strip();

            try (Connection connection = example(postgres)) {
                assertThat(connection.isValid(1)).isTrue();
            }
            for (String other : new String[] {"gatehouse", "postgres", "template1"}) {
                assertThatThrownBy(() -> DriverManager.getConnection(url(other), "weather", password))
                        .asInstanceOf(type(SQLException.class))
                        .extracting(SQLException::getSQLState)
                        .isEqualTo("42501");
            }
            assertThatThrownBy(() -> DriverManager.getConnection(url("gatehouse"), "gatehouse_app", "guess"))
                    .asInstanceOf(type(SQLException.class))
                    .extracting(SQLException::getSQLState)
                    .isEqualTo("28P01");
        }
    }

    @Test
    void leavesTheGatewayConnectionsThatAJobCannotTake() throws Exception {
        try (var postgres = EmbeddedPostgres.startedIn(home, true)) {
            List<Connection> taken = new ArrayList<>();

            assertThatThrownBy(() -> {
                        while (taken.size() < 100) {
                            taken.add(example(postgres));
                        }
                    })
                    .asInstanceOf(type(SQLException.class))
                    .extracting(SQLException::getSQLState)
                    .isEqualTo("53300");
            assertThat(taken).hasSize(20);
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    void choosesAnotherPortWhenItsOwnIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(home.resolve("postgres.port"), taken.getLocalPort() + "\n");

            try (var postgres = EmbeddedPostgres.startedIn(home, true);
                    Connection connection = example(postgres)) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }

    private Connection example(EmbeddedPostgres postgres) throws IOException, SQLException {
        assertThat(postgres.properties()).containsKey("quarkus.datasource.jdbc.url");
        return DriverManager.getConnection(
                url("weather"),
                "weather",
                Files.readString(home.resolve("weather.password")).strip());
    }

    private String url(String database) throws IOException {
        return "jdbc:postgresql://127.0.0.1:"
                + Files.readString(home.resolve("postgres.port")).strip() + "/" + database;
    }

    private void kill() throws Exception {
        ProcessHandle server = ProcessHandle.of(server()).orElseThrow();
        server.destroyForcibly();
        server.onExit().get();
    }

    private long server() throws IOException {
        return Long.parseLong(
                Files.readAllLines(home.resolve("pgdata/postmaster.pid")).getFirst());
    }
}
