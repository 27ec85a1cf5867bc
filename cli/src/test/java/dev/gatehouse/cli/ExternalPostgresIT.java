package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on a PostgreSQL 15 that somebody else runs. */
class ExternalPostgresIT {
    private static final String JOB = """
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: quick}
            spec:
              timeout: PT1M
              run:
                process:
                  command: [sh, -c, "echo done"]
            """;

    @TempDir
    static Path folder;

    private static DebianPostgres server;

    @BeforeAll
    static void runAServer() throws IOException {
        server = DebianPostgres.startedIn(folder);
        MasterKey.create(key(), new SecureRandom());
    }

    /** Of every home of this database. */
    private static Path key() {
        return folder.resolve("master.key");
    }

    @AfterAll
    static void stopIt() {
        server.close();
    }

    @Test
    void theWholeWayGoesOverItAndNoServerOfOursIsStarted() throws IOException {
        try (var installation = Installation.inNewHome(with(Map.of()))) {
            installation.up();
            installation.apply(JOB);

            CommandRun run = installation.gatehouse("run", "demo.weather/quick", "--wait");

            assertThat(run.exit()).as(run.err()).isZero();
            CommandRun log = installation.gatehouse("audit", "verify", "--url", installation.url());
            assertThat(log.exit()).as(log.out() + log.err()).isZero();
            assertThat(installation.home().resolve("pgdata")).doesNotExist();
            assertThat(installation.gatehouse("status").out()).contains("database  external");
            assertThat(installation.gatehouse("status").exit()).isZero();
            assertThat(server.answer("SELECT has_table_privilege('gatehouse_app', 'leaf', 'UPDATE')"))
                    .isEqualTo("f");
            assertThat(Files.readString(installation.home().resolve("log/gateway.log")))
                    .doesNotContain(DebianPostgres.password());
            assertThat(Processes.allArguments()).doesNotContain(DebianPostgres.password());
        }
    }

    @Test
    void aServerThatMayLoseWhatItAcknowledgedIsRefused() throws IOException {
        server.stop("fast");
        server.start("-c fsync=off");
        refuses(server.environment(), "gatehouse.db.unsafe-durability", "fsync = off");
        server.stop("fast");
        server.start();

        server.execute("CREATE ROLE careless LOGIN PASSWORD '" + DebianPostgres.password() + "'");
        server.execute("GRANT CONNECT ON DATABASE gatehouse TO careless");
        server.execute("ALTER ROLE careless SET synchronous_commit = off");
        refuses(
                with(Map.of(
                        "GATEHOUSE_DB_USER",
                        "careless",
                        "GATEHOUSE_DB_PASSWORD_FILE",
                        folder.resolve("postgres.password").toString())),
                "gatehouse.db.unsafe-durability",
                "synchronous_commit = off");
    }

    @Test
    void aReplicaThatNoCommitWaitsForIsRefusedAndSoIsTheReplicaItself() throws IOException {
        try (var replica = server.replica()) {
            Installation.until(
                    "the replica follows",
                    () -> server.answer("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
                            .equals("1"));

            refuses(server.environment(), "gatehouse.db.unsafe-replicas", "asynchronous");
            refuses(with(Map.of("GATEHOUSE_DB_URL", replica.url("gatehouse"))), "gatehouse.db.url", "standby");
            server.execute("ALTER SYSTEM SET synchronous_standby_names = 'follower'");
            server.execute("SELECT pg_reload_conf()");
            Installation.until(
                    "commits wait for the replica",
                    () -> server.answer("SELECT sync_state FROM pg_stat_replication")
                            .equals("sync"));
            try (var installation = Installation.inNewHome(with(Map.of()))) {
                installation.up();
            }
        } finally {
            server.execute("ALTER SYSTEM RESET synchronous_standby_names");
            server.execute("SELECT pg_reload_conf()");
        }
    }

    @Test
    void aLoginThatIsNotTakenNamesItsProperty() throws IOException {
        Path wrong = Files.copy(folder.resolve("postgres.password"), folder.resolve("wrong.password"));
        Files.writeString(wrong, "guessed");

        refuses(
                with(Map.of("GATEHOUSE_DB_OWNER_PASSWORD_FILE", wrong.toString())),
                "gatehouse.db.owner",
                "authentication failed");
    }

    private static Map<String, String> with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(server.environment());
        all.put("GATEHOUSE_MASTER_KEY_FILE", key().toString());
        all.putAll(others);
        return all;
    }

    private static void refuses(Map<String, String> environment, String property, String why) throws IOException {
        try (var installation = Installation.inNewHome(environment)) {
            CommandRun run = installation.gatehouse("up", "--detach");

            assertThat(run.exit()).isEqualTo(4);
            assertThat(run.err()).contains(property).contains(why);
            assertThat(Processes.under(installation.home())).isEmpty();
        }
    }
}
