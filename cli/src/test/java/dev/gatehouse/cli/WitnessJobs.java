package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.WarehouseStage.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Jobs that log in to the warehouse again and again, say each time what came of it, and leave their credential to a test. */
final class WitnessJobs {
    /** Without a JVM's start, so that what is short-lived is seen alive on a busy machine as well. */
    private static final String PROGRAM = """
            export PGHOST=127.0.0.1 PGPORT="$1" PGDATABASE=warehouse
            end=$(($(date +%s) + $2))
            while [ "$(date +%s)" -lt "$end" ]; do
                if printf '%s\\n' '\\getenv password PGPASSWORD' \\
                        "INSERT INTO witness (role, password) VALUES (current_user, :'password');" |
                        /usr/lib/postgresql/15/bin/psql -q -X -v ON_ERROR_STOP=1; then
                    echo logged in
                else
                    echo refused
                fi
                sleep 0.5
            done
            exit "$3"
            """;

    private final WarehouseStage stage;
    private final Path folder;
    private final Path jobs;
    private final List<String> manifests = new ArrayList<>();

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
        Files.writeString(jobs.resolve("witness.sh"), PROGRAM);
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
        String store = page.substring(page.lastIndexOf("---\n") + 4);
        manifests.add(store.replace("name: bao}", "name: " + onUnavailable + "}")
                .replace("readOnly: false", "readOnly: false\n  onUnavailable: " + onUnavailable));
    }

    void job(String name, String store, String role, String timeout) {
        manifests.add("""
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
                      files: {witness.sh: {from: witness.sh}}
                      command: [sh, witness.sh, "%5$d", "${{ inputs.seconds }}", "${{ inputs.exit }}"]
                      env:
                        PGUSER: "${{ secrets.%1$s-user }}"
                        PGPASSWORD: "${{ secrets.%1$s-password }}"
                """.formatted(name, store, role, timeout, stage.port()));
    }

    /** All of it at once. */
    void apply() throws IOException {
        Path manifest = jobs.resolve("all.yaml");
        Files.writeString(manifest, String.join("---\n", manifests));
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
