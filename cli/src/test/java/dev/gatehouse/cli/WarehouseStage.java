package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database, an OpenBao that makes roles in it, and an installation whose runs get them: all set up by the commands of the
 * page on secrets, as they stand there.
 */
final class WarehouseStage implements AutoCloseable {
    static final String SETTLED = "execution.settled";

    private static final String EXAMPLE = "examples/dynamic-database";
    private static final String SUPERUSER = "postgres";

    /** What the page's own command line says for one start of the gateway. */
    private static final Map<String, String> EGRESS =
            Map.of("GATEHOUSE_EGRESS_NETWORKS", "127.0.0.0/8:*", "GATEHOUSE_EGRESS_UNSAFE_PLAIN_HTTP", "true");

    /** A credential as a job got it. */
    record Login(String role, String password) {}

    private final Path folder;
    private final DebianPostgres database;
    private final KeptOpenBao bao;
    private final Installation installation;
    private final StringBuilder said = new StringBuilder();

    private WarehouseStage(Path folder, DebianPostgres database, KeptOpenBao bao, Installation installation) {
        this.folder = folder;
        this.database = database;
        this.bao = bao;
        this.installation = installation;
    }

    /** Walks the page from its first command to its last. */
    static WarehouseStage walkedIn(Path folder) throws IOException {
        List<String> scripts = Page.named("secrets.md")
                .section("From nothing to a database credential for each run")
                .scripts();
        List<String> starting = KeptOpenBao.page().scripts();
        assertThat(scripts).hasSize(10).startsWith(starting.toArray(String[]::new));
        DebianPostgres database = DebianPostgres.startedIn(folder);
        KeptOpenBao bao = KeptOpenBao.startedIn(folder);
        var stage = new WarehouseStage(folder, database, bao, Installation.inNewHome());
        bao.administrators().forEach(stage.installation::with);
        stage.installation.with("PGPASSWORD", DebianPostgres.password());
        stage.copyExample();
        scripts.subList(3, 8).forEach(stage::walk);
        Installation.until(
                "what the page's run got is revoked",
                () -> stage.walk(scripts.get(8)).contains(SETTLED));
        assertThat(stage.walk(scripts.get(9))).isBlank();
        EGRESS.forEach(stage.installation::with);
        return stage;
    }

    private void copyExample() throws IOException {
        Path copy = Files.createDirectories(folder.resolve(EXAMPLE));
        try (Stream<Path> files = Files.list(Clone.ROOT.resolve(EXAMPLE))) {
            for (Path file : files.toList()) {
                Files.writeString(copy.resolve(file.getFileName()), bao.here(Files.readString(file)));
            }
        }
    }

    /** With the addresses of this stage in place of the page's. */
    private String walk(String script) {
        String lines = bao.here(script)
                .replace("-p 5432", "-p " + database.port())
                .replace("127.0.0.1:5432", "127.0.0.1:" + database.port())
                .replace("./gatehouse", "'" + Clone.ROOT.resolve("gatehouse") + "'");
        CommandRun run = installation.shell(lines, folder);
        assertThat(run.exit()).as(lines + "\n" + run.out() + run.err()).isZero();
        said.append(run.out());
        return run.out();
    }

    /** All that the page's commands said. */
    String said() {
        return said.toString();
    }

    Installation installation() {
        return installation;
    }

    KeptOpenBao bao() {
        return bao;
    }

    /** Of the database. */
    int port() {
        return database.port();
    }

    /** As the superuser, in the warehouse. */
    void execute(String sql) {
        try (Connection connection = connect(SUPERUSER, DebianPostgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows as the superuser sees them in the warehouse, with all of their columns, which are text. */
    List<List<String>> query(String sql) {
        try (Connection connection = connect(SUPERUSER, DebianPostgres.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    columns.add(row.getString(column));
                }
                rows.add(columns);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String role, String password) throws SQLException {
        return DriverManager.getConnection(database.url("warehouse"), role, password);
    }

    /** The roles that were made for runs and are there now. */
    List<String> roles() {
        return query("SELECT rolname FROM pg_roles WHERE rolname LIKE 'v-%'").stream()
                .map(List::getFirst)
                .toList();
    }

    /** A connection that is made with it. */
    Connection connect(Login login) throws SQLException {
        return connect(login.role(), login.password());
    }

    /** Why the database takes the login not, as a code; nothing where it takes it. */
    Optional<String> refusal(Login login) {
        try (Connection _ = connect(login)) {
            return Optional.empty();
        } catch (SQLException refused) {
            return Optional.of(refused.getSQLState());
        }
    }

    /** Begins a run, and answers its execution. */
    String begin(String job, String... inputs) {
        List<String> words = new ArrayList<>(List.of("run", job));
        for (String input : inputs) {
            words.addAll(List.of("--input", input));
        }
        return installation.json(words.toArray(String[]::new)).path("id").asText();
    }

    /** Waits until it is over, and answers how it ended. */
    JsonNode ended(String execution) {
        Installation.until(execution + " has ended", () -> execution(execution).has("endedAt"));
        return execution(execution);
    }

    private JsonNode execution(String id) {
        return installation.api().get("executions/" + id).orThrow().json();
    }

    /** Its events as they are told. */
    String events(String execution) {
        return installation
                .api()
                .get("executions/" + execution + "/events")
                .orThrow()
                .text();
    }

    String log(String execution) {
        return installation.gatehouse("logs", execution).out();
    }

    @Override
    public void close() throws IOException {
        installation.close();
        bao.close();
        database.close();
    }
}
