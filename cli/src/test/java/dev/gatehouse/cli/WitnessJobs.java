package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.WarehouseStage.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Jobs that log in to the warehouse again and again, say each time what came of it, and leave their credential to a test. */
final class WitnessJobs {
    private static final String PROGRAM = """
            import java.sql.*;

            class Witness {
                public static void main(String[] args) throws Exception {
                    String user = System.getenv("DB_USER");
                    String password = System.getenv("DB_PASSWORD");
                    long end = System.nanoTime() + Integer.parseInt(args[1]) * 1_000_000_000L;
                    do {
                        try (var connection = DriverManager.getConnection("jdbc:postgresql://" + args[0], user, password);
                                var insert = connection.prepareStatement("INSERT INTO witness VALUES (DEFAULT, ?, ?)")) {
                            insert.setString(1, user);
                            insert.setString(2, password);
                            insert.execute();
                            System.out.println("logged in");
                        } catch (SQLException refused) {
                            System.out.println("refused " + refused.getSQLState());
                        }
                        Thread.sleep(500);
                    } while (System.nanoTime() < end);
                    System.exit(Integer.parseInt(args[2]));
                }
            }
            """;

    private final WarehouseStage stage;
    private final Path folder;
    private final Path jobs;

    private WitnessJobs(WarehouseStage stage, Path folder, Path jobs) {
        this.stage = stage;
        this.folder = folder;
        this.jobs = jobs;
    }

    /** What they need, and none of them. */
    static WitnessJobs declaredIn(WarehouseStage stage, Path folder) throws IOException {
        stage.execute("CREATE TABLE witness (number serial, role text, password text)");
        stage.execute("GRANT INSERT ON witness TO reporting");
        stage.execute("GRANT USAGE ON witness_number_seq TO reporting");
        Path jobs = Files.createDirectory(folder.resolve("jobs"));
        Files.writeString(jobs.resolve("Witness.java"), PROGRAM);
        return new WitnessJobs(stage, folder, jobs);
    }

    /** A role like the page's, with other times. */
    void madeAs(String role, String defaultTtl, String maxTtl) throws IOException {
        make(role, "", defaultTtl, maxTtl);
    }

    /** One that takes some time to make. */
    void madeSlowlyAs(String role, Duration time, String defaultTtl, String maxTtl) throws IOException {
        make(role, "SELECT pg_sleep(" + time.toSeconds() + ");\n", defaultTtl, maxTtl);
    }

    private void make(String role, String first, String... ttls) throws IOException {
        Path create = folder.resolve(role + ".sql");
        Files.writeString(create, first + Files.readString(folder.resolve("openbao/create.sql")));
        stage.bao()
                .done(
                        stage.bao().rootToken(),
                        "write",
                        "database/roles/demo_" + role,
                        "db_name=warehouse",
                        ttls[0],
                        ttls[1],
                        "creation_statements=@" + create,
                        "revocation_statements=@" + folder.resolve("openbao/revoke.sql"));
    }

    /** The page's store again, called as what it does while it cannot be asked. */
    void storeThat(String onUnavailable) throws IOException {
        String page = Files.readString(folder.resolve("examples/dynamic-database/store.yaml"));
        assertThat(page).contains("name: bao}", "readOnly: false");
        stage.installation()
                .apply(page.replace("name: bao}", "name: " + onUnavailable + "}")
                        .replace("readOnly: false", "readOnly: false\n  onUnavailable: " + onUnavailable));
    }

    void job(String name, String store, String role, String timeout) throws IOException {
        Path manifest = jobs.resolve(name + ".yaml");
        Files.writeString(manifest, """
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.warehouse, name: %1$s-user}
                spec: {store: %2$s, path: database/creds/demo_%3$s, key: username}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.warehouse, name: %1$s-password}
                spec: {store: %2$s, path: database/creds/demo_%3$s, key: password}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.warehouse, name: witness-%1$s}
                spec:
                  timeout: %4$s
                  inputs:
                    type: object
                    required: [seconds, exit]
                    properties: {seconds: {type: integer}, exit: {type: integer}}
                  run:
                    process:
                      files: {Witness.java: {from: Witness.java}}
                      command:
                        [java, -cp, tools/postgresql.jar, Witness.java, "%5$s", "${{ inputs.seconds }}", "${{ inputs.exit }}"]
                      env:
                        DB_USER: "${{ secrets.%1$s-user }}"
                        DB_PASSWORD: "${{ secrets.%1$s-password }}"
                """.formatted(name, store, role, timeout, stage.address()));
        CommandRun applied = stage.installation().gatehouse("apply", "-f", manifest.toString());
        assertThat(applied.exit()).as(applied.err()).isZero();
    }

    /** Begins a run of one, and answers its execution. */
    String begin(String job, int seconds, int exit) {
        return stage.begin("demo.warehouse/witness-" + job, "seconds=" + seconds, "exit=" + exit);
    }

    /** What the latest run logged in with, once it has. */
    Login login() {
        Installation.until("a job logged in", () -> !logins().isEmpty());
        return logins().getLast();
    }

    /** What came of all logins that were let in, since they were forgotten. */
    List<Login> logins() {
        return stage.query("SELECT role, password FROM witness ORDER BY number").stream()
                .map(row -> new Login(row.get(0), row.get(1)))
                .toList();
    }

    void forget() {
        stage.execute("TRUNCATE witness");
    }
}
