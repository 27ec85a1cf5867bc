package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.WarehouseStage.Login;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs log in to a real PostgreSQL by credentials that a real OpenBao makes for them, and nobody does so once they are over. What
 * the page on secrets says is done as it says it; then everything dies in turn.
 */
class DynamicSecretsIT {
    /** How long a credential may outlive its run while everything works. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

    /** The same where a revocation failed: the first delay, and the time to see it. */
    private static final Duration GONE_AFTER_AN_OUTAGE = Duration.ofSeconds(45);

    private static final String NO_SUCH_LOGIN = "28P01";

    @TempDir
    static Path folder;

    private static WarehouseStage stage;
    private static Installation installation;
    private static WitnessJobs witnesses;

    @BeforeAll
    static void doAsThePageSays() throws IOException {
        stage = WarehouseStage.walkedIn(folder);
        installation = stage.installation();
        witnesses = WitnessJobs.declaredIn(stage, folder);
        witnesses.madeAs("short", "default_ttl=6s", "max_ttl=1h");
        witnesses.madeAs("capped", "default_ttl=4s", "max_ttl=8s");
        witnesses.madeSlowlyAs("slow", Duration.ofSeconds(3), "default_ttl=10m", "max_ttl=1h");
        witnesses.storeThat("fail");
        witnesses.storeThat("cached");
        witnesses.job("report", "bao", "report", "PT1M");
        witnesses.job("brief", "bao", "report", "PT5S");
        witnesses.job("short", "bao", "short", "PT1M");
        witnesses.job("capped", "bao", "capped", "PT1M");
        witnesses.job("slow", "bao", "slow", "PT1M");
        witnesses.job("strict", "fail", "report", "PT1M");
        witnesses.job("kept", "cached", "report", "PT1M");
        witnesses.apply();
    }

    @AfterAll
    static void takeDown() throws IOException {
        stage.close();
    }

    @BeforeEach
    void forget() {
        witnesses.forget();
    }

    /** Whatever a test did, nobody is left who could log in. */
    @AfterEach
    void nothingIsLeft() {
        assertThat(stage.roles()).isEmpty();
    }

    private static void goneWithin(Duration time, Login login) {
        Installation.until("the role is gone", time, () -> !stage.roles().contains(login.role()));
        assertThat(stage.refusal(login)).contains(NO_SUCH_LOGIN);
    }

    private static void settles(String execution) {
        Installation.until(
                "all of it is revoked",
                GONE_WITHIN,
                () -> stage.events(execution).contains(WarehouseStage.SETTLED));
    }

    private static String state(JsonNode execution) {
        return execution.path("state").asText();
    }

    @Test
    void thePageLeadsToALoginThatNobodyHasAfterwards() {
        assertThat(stage.said())
                .contains(
                        "logged in as ***", "bao/database/creds/demo_report#password under database/creds/demo_report/")
                .containsPattern("holds +login")
                .containsPattern("holds +issue under tokens that end")
                .containsPattern("holds +revoke leases")
                .doesNotContain("not_allowed")
                .doesNotContainPattern("logged in as [^*]");
        assertThat(stage.refusal(new Login("openbao", "replaced-in-a-moment"))).contains(NO_SUCH_LOGIN);
        CommandRun log = installation.gatehouse("audit", "verify", "--url", installation.url());
        assertThat(log.exit()).as(log.out() + log.err()).isZero();
    }

    /** How a run ends. */
    enum End {
        SUCCEEDED("report", 2, 0),
        FAILED("report", 2, 3),
        CANCELLED("report", 50, 0),
        TIMED_OUT("brief", 50, 0);

        private final String job;
        private final int seconds;
        private final int exit;

        End(String job, int seconds, int exit) {
            this.job = job;
            this.seconds = seconds;
            this.exit = exit;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLoginWorksWhileItsRunLivesAndNeverAfterIt(End end) throws SQLException {
        String id = witnesses.begin(end.job, end.seconds, end.exit);
        Login login = witnesses.login();

        try (Connection leftOpen = stage.connect(login)) {
            if (end == End.CANCELLED) {
                assertThat(installation.gatehouse("cancel", id).exit()).isZero();
            }
            JsonNode ended = stage.ended(id);

            assertThat(state(ended)).isEqualTo(end.name());
            goneWithin(GONE_WITHIN, login);
            assertThat(leftOpen.isValid(5)).isFalse();
        }
        settles(id);
        assertThat(stage.events(id))
                .contains("\"open\":1", "database/creds/demo_report")
                .doesNotContain(login.password());
    }

    @Test
    void aKilledGatewayRevokesWhatItIssuedWhenItIsBack() {
        String id = witnesses.begin("report", 6, 0);
        Login login = witnesses.login();

        installation.kill("gateway");
        assertThat(stage.refusal(login)).isEmpty();
        installation.up();

        assertThat(state(stage.ended(id))).isEqualTo("SUCCEEDED");
        goneWithin(GONE_WITHIN, login);
        settles(id);
    }

    @Test
    void whatAGatewayHadIssuedAndNeverHeardOfIsRevoked() {
        String id = witnesses.begin("slow", 1, 0);
        Installation.until(
                "it is being made",
                () -> !stage.query("SELECT query FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
                                + " AND state = 'active'")
                        .isEmpty());
        long gateway = installation.pid("gateway").orElseThrow();
        assertThat(Installation.shell("kill -STOP " + gateway).exit()).isZero();
        Installation.until("it is there", () -> !stage.roles().isEmpty());
        String unheardOf = stage.roles().getFirst();

        installation.kill("gateway");
        installation.up();

        assertThat(state(stage.ended(id))).isEqualTo("SUCCEEDED");
        assertThat(witnesses.logins())
                .isNotEmpty()
                .noneMatch(login -> login.role().equals(unheardOf));
        goneWithin(GONE_WITHIN, witnesses.login());
        Installation.until(
                "what nobody was given is revoked when nobody can be at it any more",
                GONE_AFTER_AN_OUTAGE,
                () -> stage.events(id).contains(WarehouseStage.SETTLED));
        assertThat(stage.roles()).doesNotContain(unheardOf);
    }

    @Test
    void aStoreThatIsDownWhenARunEndsRevokesWhenItIsBack() {
        String id = witnesses.begin("report", 2, 0);
        Login login = witnesses.login();

        stage.bao().kill();
        assertThat(state(stage.ended(id))).isEqualTo("SUCCEEDED");
        assertThat(stage.refusal(login)).isEmpty();
        assertThat(stage.events(id)).contains("\"open\":1").doesNotContain(WarehouseStage.SETTLED);
        stage.bao().comeBack();

        goneWithin(GONE_AFTER_AN_OUTAGE, login);
        settles(id);
    }

    /** OpenBao would say that it is revoked, and go on trying by itself. */
    @Test
    void whatTheDatabaseDoesNotDropIsNotCalledRevoked() {
        String id = witnesses.begin("report", 2, 0);
        Login login = witnesses.login();
        stage.execute("GRANT SELECT ON orders TO \"" + login.role() + "\"");

        assertThat(state(stage.ended(id))).isEqualTo("SUCCEEDED");
        Installation.until("it is stuck", GONE_WITHIN, () -> stuck().contains(id));
        assertThat(stage.roles()).contains(login.role());
        assertThat(stage.events(id)).doesNotContain(WarehouseStage.SETTLED);
        CommandRun givenUp = installation.gatehouse(
                "secretstore", "give-up", stuck().split(" ", 2)[0], "--reason", "a service account says so");
        assertThat(givenUp.err()).contains("person_needed");

        stage.execute("REVOKE ALL ON orders FROM \"" + login.role() + "\"");
        goneWithin(GONE_AFTER_AN_OUTAGE, login);
        Installation.until(
                "all of it is revoked",
                GONE_AFTER_AN_OUTAGE,
                () -> stage.events(id).contains(WarehouseStage.SETTLED));
        assertThat(stuck()).isEmpty();
    }

    /** The line of what is stuck, where one is. */
    private static String stuck() {
        return installation
                .gatehouse("secretstore", "leases", "--stuck")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElse("");
    }

    @Test
    void aStartWhoseStoreIsDownDoesWhatTheDeclarationSays() {
        stage.bao().kill();
        String waiting;
        String nothingKept;
        JsonNode failed;
        try {
            waiting = witnesses.begin("report", 1, 0);
            nothingKept = witnesses.begin("kept", 1, 0);
            failed = stage.ended(witnesses.begin("strict", 1, 0));
            for (String id : List.of(waiting, nothingKept)) {
                Installation.until(
                        "it came back to the queue", () -> stage.events(id).contains("execution.returned"));
            }
        } finally {
            stage.bao().comeBack();
        }

        assertThat(state(failed)).isEqualTo("FAILED");
        assertThat(failed.path("error").asText()).isEqualTo("secret_unavailable");
        for (String id : List.of(waiting, nothingKept)) {
            assertThat(state(stage.ended(id))).isEqualTo("SUCCEEDED");
            settles(id);
        }
    }

    @Test
    void aLeaseShorterThanItsRunIsRenewedWhileItLives() {
        String id = witnesses.begin("short", 15, 0);
        Login login = witnesses.login();

        assertThat(state(stage.ended(id))).isEqualTo("SUCCEEDED");

        assertThat(stage.log(id)).contains("logged in").doesNotContain("refused");
        goneWithin(GONE_WITHIN, login);
        settles(id);
    }

    @Test
    void aLeaseThatIsRenewedNoMoreEndsAndTheRunGoesOn() {
        String id = witnesses.begin("capped", 50, 0);
        Login login = witnesses.login();
        goneWithin(Duration.ofSeconds(15), login);
        Installation.until("the job is told", () -> stage.log(id).contains("refused"));

        assertThat(installation.state(id)).isEqualTo("RUNNING");
        assertThat(installation.gatehouse("cancel", id).exit()).isZero();
        assertThat(state(stage.ended(id))).isEqualTo("CANCELLED");
        settles(id);
    }

    @Test
    void aTenantsPoliciesReachItsOwnPathsAndNoOthers() throws IOException {
        KeptOpenBao bao = stage.bao();
        String root = bao.rootToken();
        bao.done(root, "kv", "put", "secret/demo/db", "value=its-own-value");
        bao.done(root, "kv", "put", "secret/other/db", "value=anothers-value");
        bao.done(root, "write", "database/roles/other_report", "db_name=warehouse", "creation_statements=SELECT 1");
        bao.done(root, "write", "auth/token/roles/other", "allowed_policies=root");
        String secretId = bao.done(root, "write", "-f", "-field=secret_id", "auth/approle/role/demo/secret-id");

        String login = bao.done(
                root, "write", "-field=token", "auth/approle/login", "role_id=gatehouse-demo", "secret_id=" + secretId);
        String child = bao.done(login, "token", "create", "-field=token", "-role=demo", "-ttl=1m");

        for (String token : List.of(login, child)) {
            assertThat(bao.done(token, "kv", "get", "-mount=secret", "-field=value", "demo/db"))
                    .isEqualTo("its-own-value");
            refused(token, "kv", "get", "-mount=secret", "other/db");
            refused(token, "read", "database/creds/other_report");
            refused(token, "read", "database/config/warehouse");
            refused(token, "token", "create");
            refused(token, "token", "create", "-role=other");
            refused(token, "list", "sys/leases/lookup/database/creds/demo_report");
            refused(token, "write", "-f", "sys/leases/revoke-prefix/database/creds/demo_report");
        }
        refused(child, "token", "create", "-role=demo");
        String lease = bao.done(child, "read", "-field=lease_id", "database/creds/demo_report");
        bao.done(login, "write", "sys/leases/renew", "lease_id=" + lease);
        refused(child, "write", "sys/leases/renew", "lease_id=" + lease);
        assertThat(stage.roles()).hasSize(1);
        String accessor = bao.done(root, "token", "lookup", "-field=accessor", child);
        refused(child, "write", "auth/token/revoke-accessor", "accessor=" + accessor);
        bao.done(login, "write", "auth/token/revoke-accessor", "accessor=" + accessor);
        Installation.until("the role is gone", GONE_WITHIN, () -> stage.roles().isEmpty());
    }

    private static void refused(String token, String... words) throws IOException {
        CommandRun run = stage.bao().bao(token, words);
        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("permission denied");
    }

    @Test
    void anotherTenantsRoleIsNotNamed() {
        CommandRun run = installation.gatehouseWithInput("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.warehouse, name: theirs}
                spec: {store: bao, path: database/creds/other_report, key: password}
                """, "apply", "-f", "-");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("may not lie there");
    }
}
