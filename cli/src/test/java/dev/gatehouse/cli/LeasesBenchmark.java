package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it takes to keep 10,000 leases alive and to end them: those of roles that a real OpenBao made in a real PostgreSQL,
 * renewed and revoked by one gateway. The ledger's rows are written by the benchmark, as starts would have left them.
 */
class LeasesBenchmark {
    private static final int LEASES = 10_000;
    private static final int ENDED = 300_000;
    private static final int WIDTH = 16;
    private static final Duration TTL = Duration.ofMinutes(6);
    private static final Duration IDLE = Duration.ofSeconds(20);

    /** A renewal that begins that late still has most of the time that is left. */
    private static final Goal ON_SCHEDULE = Goal.atMost(TTL.toSeconds() / 10.0);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Issued(String accessor, String lease) {}

    @Test
    void leases() throws IOException, InterruptedException, SQLException, ExecutionException {
        var report = new BenchReport("leases");
        try (WarehouseStage stage = WarehouseStage.walkedIn(folder);
                Connection rows = FinishedExecutions.connect(stage.installation())) {
            stage.bao()
                    .done(
                            stage.bao().rootToken(),
                            "write",
                            "database/roles/demo_bench",
                            "db_name=warehouse",
                            "default_ttl=" + TTL.toSeconds() + "s",
                            "max_ttl=24h",
                            "creation_statements=@" + folder.resolve("openbao/create.sql"),
                            "revocation_statements=@" + folder.resolve("openbao/revoke.sql"));
            var machine = new OtherLoad(
                    List.of(stage.installation().pid("gateway").orElseThrow()),
                    List.of(stage.installation().pid("database").orElseThrow()));
            var idle = new Cost(stage.installation());
            LockSupport.parkNanos(IDLE.toNanos());
            Cost.Used nothing = idle.used();
            List<Issued> issued = issued(stage);
            assertThat(stage.roles()).hasSize(LEASES);

            ended(rows);
            record(rows, stage.bao().here("http://127.0.0.1:8200"), issued);
            var renewing = new Cost(stage.installation());
            double late = latest(rows);
            Cost.Used renewed = renewing.used().without(nothing);
            report.add(
                    "10,000 leases of %d min, renewed".formatted(TTL.toMinutes()), renewed.rate(LEASES), "renewals/s");
            report.add("the latest renewal began", new Samples(late), "s after its time", ON_SCHEDULE);
            report.add("a renewal, gateway", renewed.gateway(LEASES), "µs CPU");
            report.add("a renewal, database", renewed.database(LEASES), "µs CPU");
            assertThat(count(rows, "reason IS NOT NULL"))
                    .as("renewals that failed")
                    .isZero();
            assertThat(stage.roles()).as("none ended").hasSize(LEASES);

            var revoking = new Cost(stage.installation());
            execute(rows, "UPDATE secret_lease SET state = 'revoking', due_at = now() WHERE ended_at IS NULL");
            while (count(rows, "ended_at IS NULL") > 0) {
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
            Cost.Used revoked = revoking.used().without(nothing);
            report.add("10,000 leases, revoked at once", revoked.rate(LEASES), "revocations/s");
            report.add("a revocation, gateway", revoked.gateway(LEASES), "µs CPU");
            report.add("a revocation, database", revoked.database(LEASES), "µs CPU");
            assertThat(stage.roles()).as("none is left").isEmpty();
            machine.describe(report);
        }
        report.publish();
    }

    /** Roles, each under a token of its own, as the gateway has them made. */
    private List<Issued> issued(WarehouseStage stage) throws IOException, InterruptedException, ExecutionException {
        String root = stage.bao().rootToken();
        String address = stage.bao().here("http://127.0.0.1:8200/v1/");
        List<Future<Issued>> all = new ArrayList<>();
        try (var workers = Executors.newFixedThreadPool(WIDTH)) {
            for (int i = 0; i < LEASES; i++) {
                all.add(workers.submit(() -> issue(address, root)));
            }
        }
        List<Issued> issued = new ArrayList<>();
        for (Future<Issued> each : all) {
            issued.add(each.get());
        }
        return issued;
    }

    private Issued issue(String address, String root) throws IOException, InterruptedException {
        JsonNode auth = answer(HttpRequest.newBuilder(URI.create(address + "auth/token/create/demo"))
                        .header("X-Vault-Token", root)
                        .POST(BodyPublishers.ofString("{\"ttl\": \"2h\", \"explicit_max_ttl\": \"2h\"}")))
                .path("auth");
        JsonNode credential = answer(HttpRequest.newBuilder(URI.create(address + "database/creds/demo_bench"))
                .header("X-Vault-Token", auth.path("client_token").asText()));
        return new Issued(
                auth.path("accessor").asText(), credential.path("lease_id").asText());
    }

    private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Installation.parse(answer.body());
    }

    /** Of a quarter of a year, which nothing of all this may read. */
    private static void ended(Connection rows) throws SQLException {
        execute(rows, """
                INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, state, expires_at, ended_at)
                SELECT 'demo', gen_random_uuid(), 1, 'bao', 'here', 'accessor', 'revoked', now(), now()
                  FROM generate_series(1, %d)""".formatted(ENDED));
        execute(rows, "ANALYZE secret_lease");
    }

    /** They fall due one after the other within half of their time, the first at once. */
    private static void record(Connection rows, String server, List<Issued> issued) throws SQLException {
        try (var insert = rows.prepareStatement("""
                INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, state, leases, renewed, ttl_ms,
                                          expires_at, due_at)
                SELECT 'demo', gen_random_uuid(), 1, 'bao', ?, ?, 'issued', ARRAY[?], ARRAY[?], ?, now() + interval '2 h',
                       now() + ? * interval '1 ms'""")) {
            for (int i = 0; i < issued.size(); i++) {
                insert.setString(1, server);
                insert.setString(2, issued.get(i).accessor());
                insert.setString(3, issued.get(i).lease());
                insert.setString(4, issued.get(i).lease());
                insert.setLong(5, TTL.toMillis());
                insert.setLong(6, TTL.toMillis() / 2 * i / issued.size());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Looks until each has been renewed once; by how many seconds the latest of them was late. */
    private static double latest(Connection rows) throws SQLException {
        double latest = 0;
        long end = System.nanoTime() + TTL.dividedBy(2).toNanos();
        while (System.nanoTime() < end) {
            latest = Math.max(
                    latest,
                    number(
                                    rows,
                                    "SELECT coalesce(extract(epoch FROM max(now() - due_at)), 0) FROM secret_lease"
                                            + " WHERE state = 'issued'")
                            .orElse(0.0));
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
        return latest;
    }

    private static long count(Connection rows, String condition) throws SQLException {
        return number(rows, "SELECT count(*) FROM secret_lease WHERE store = 'bao' AND " + condition)
                .orElse(0.0)
                .longValue();
    }

    private static Optional<Double> number(Connection rows, String query) throws SQLException {
        try (var statement = rows.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next() ? Optional.of(row.getDouble(1)) : Optional.empty();
        }
    }

    private static void execute(Connection rows, String update) throws SQLException {
        try (var statement = rows.createStatement()) {
            statement.executeUpdate(update);
        }
    }

    /** What a gateway and its database use from its making on. */
    private static final class Cost {
        private final long gateway;
        private final long database;
        private final double gatewayBefore;
        private final double databaseBefore;
        private final long begun = System.nanoTime();

        Cost(Installation installation) {
            this.gateway = installation.pid("gateway").orElseThrow();
            this.database = installation.pid("database").orElseThrow();
            this.gatewayBefore = CpuMeter.of(gateway);
            this.databaseBefore = CpuMeter.ofFamily(database);
        }

        Used used() {
            return new Used(
                    (System.nanoTime() - begun) / 1e9,
                    CpuMeter.of(gateway) - gatewayBefore,
                    CpuMeter.ofFamily(database) - databaseBefore);
        }

        /** Seconds, and microseconds of CPU in them. */
        private record Used(double seconds, double gatewayMicros, double databaseMicros) {
            /** Less what the same time would have taken with nothing to do. */
            Used without(Used nothing) {
                double share = seconds / nothing.seconds();
                return new Used(
                        seconds,
                        gatewayMicros - share * nothing.gatewayMicros(),
                        databaseMicros - share * nothing.databaseMicros());
            }

            Samples rate(int times) {
                return new Samples(times / seconds);
            }

            Samples gateway(int times) {
                return new Samples(gatewayMicros / times);
            }

            Samples database(int times) {
                return new Samples(databaseMicros / times);
            }
        }
    }
}
