package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.identity.TokenForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** ProvisionedPeople whom a SCIM client provisions at an installation, each with an API token, and what they do. */
final class ProvisionedPeople implements AutoCloseable {
    private static final TokenForm TOKENS = new TokenForm("gha_");
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection rows;
    private final String scim;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ProvisionedPeople(Connection rows, String scim) {
        this.rows = rows;
        this.scim = scim;
    }

    record Person(String id, String token) {}

    /** Of a new SCIM client of the installation's tenant. */
    static ProvisionedPeople of(Installation installation, DebianPostgres server) {
        JsonNode client = installation
                .api()
                .post(
                        "scim-clients",
                        Json.object()
                                .put(
                                        "name",
                                        "people-" + UUID.randomUUID().toString().substring(0, 8)))
                .orThrow()
                .json();
        try {
            return new ProvisionedPeople(server.connect(), client.path("token").asText());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** New ones who may launch jobs in {@code demo.weather}, which each of these gateways knows. */
    List<Person> launchers(List<Installation> gateways, int count) {
        Installation at = gateways.getFirst();
        List<Person> all = all(Stream.generate(() -> (Callable<Person>) () -> provisioned(at))
                .limit(count)
                .toList());
        answer("""
                INSERT INTO api_token (tenant, id, subject_id, hash, hint, expires_at)
                SELECT 'demo', gen_random_uuid(), w.id, decode(w.hash, 'hex'), 'gha_', now() + interval '1 hour'
                  FROM (VALUES %s) AS w (id, hash) RETURNING id""".formatted(all.stream()
                .map(each ->
                        "('" + each.id() + "'::uuid, '" + HexFormat.of().formatHex(TokenForm.hash(each.token())) + "')")
                .collect(Collectors.joining(", "))));
        at.apply("""
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: demo.weather, name: people-%s}
                spec:
                  role: Launcher
                  subjects: [%s]
                """.formatted(
                        all.getFirst().id(),
                        all.stream().map(each -> "{id: " + each.id() + "}").collect(Collectors.joining(", "))));
        for (Installation each : gateways) {
            Installation.until("it knows the binding", () -> isTaken(each, all.getFirst()));
        }
        return all;
    }

    private Person provisioned(Installation at) {
        HttpResponse<String> made =
                send(scim(at, "/Users").POST(body("{\"userName\": \"p-" + UUID.randomUUID() + "\"}")));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String id = Installation.parse(made.body()).path("id").asText();
        return new Person(id, TOKENS.next(random));
    }

    /** What the person starts: so many executions of a job, 16 at once. Answers their ids. */
    List<String> submit(Installation at, Person who, String job, int count) {
        return all(Stream.generate(() -> (Callable<String>) () -> accepted(at, who, job))
                .limit(count)
                .toList());
    }

    /** Repeats the request as long as the gateway asks for that: where it is starved of processor time, it may. */
    private String accepted(Installation at, Person who, String job) {
        HttpResponse<String> answer = submit(at, who, job);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (answer.statusCode() == 503 && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            answer = submit(at, who, job);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Installation.parse(answer.body()).path("id").asText();
    }

    HttpResponse<String> submit(Installation at, Person who, String job) {
        return send(request(at.url() + "/api/v1/demo/executions", who.token(), "application/json")
                .POST(body("{\"job\": \"" + job + "\"}")));
    }

    /** Whether the gateway takes the person's token, and knows that the person may launch jobs. */
    boolean isTaken(Installation at, Person who) {
        return asks(at, who) == 200;
    }

    /** Whether the token is worth nothing to the gateway any more. */
    boolean isRefused(Installation at, Person who) {
        return asks(at, who) == 401;
    }

    /** The status of an answer about what was launched there: only those hear of it who might launch something. */
    private int asks(Installation at, Person who) {
        return send(request(
                                at.url() + "/api/v1/demo/executions?namespace=demo.weather&limit=1",
                                who.token(),
                                "application/json")
                        .GET())
                .statusCode();
    }

    /** Follows an execution's log until the gateway closes the stream; all that came. */
    Future<String> follow(Installation at, Person who, String execution) {
        return threads.submit(() -> send(request(
                                at.url() + "/api/v1/demo/executions/" + execution + "/logs",
                                who.token(),
                                "application/json")
                        .header("Accept", "text/event-stream")
                        .GET())
                .body());
    }

    /** The identity provider says that the person is not active; returns with the answer. */
    void deactivate(Installation at, Person who) {
        HttpResponse<String> answer = send(scim(at, "/Users/" + who.id()).method("PATCH", body("""
                        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                         "Operations": [{"op": "replace", "path": "active", "value": false}]}""")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The same past every gateway, so that none is told: each has to find out by itself. */
    void deactivateUntold(Person who) {
        answer("""
                WITH raised AS (
                    UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1
                     WHERE tenant = 'demo' AND id = '%s' RETURNING tenant, id, epoch),
                begun AS (
                    INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by)
                    SELECT tenant, gen_random_uuid(), id, epoch, 'deactivated', 'everything', id FROM raised
                    RETURNING tenant, id)
                INSERT INTO access_end_step (tenant, end_id, step, position)
                SELECT b.tenant, b.id, s.step, s.position
                  FROM begun b, unnest(ARRAY['tokens', 'executions']) WITH ORDINALITY AS s (step, position)
                RETURNING step""".formatted(who.id()));
    }

    /** How many of the person's executions are in one of the states. */
    int executions(Person who, String... states) {
        return Integer.parseInt(
                answer("SELECT count(*) FROM execution WHERE tenant = 'demo' AND subject_id = '%s'".formatted(who.id())
                        + " AND state = ANY ('{" + String.join(",", states) + "}')"));
    }

    /** The first column of the first row, as the database's superuser. */
    synchronized String answer(String query) {
        try (Statement statement = rows.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder scim(Installation at, String path) {
        return request(at.url() + "/scim/demo/v2" + path, scim, "application/scim+json");
    }

    private static HttpRequest.Builder request(String url, String token, String type) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private <T> List<T> all(List<Callable<T>> acts) {
        List<Future<T>> futures =
                acts.stream().map(act -> threads.submit(() -> inPlace(act))).toList();
        return futures.stream().map(ProvisionedPeople::result).toList();
    }

    private <T> T inPlace(Callable<T> act) throws Exception {
        places.acquire();
        try {
            return act.call();
        } finally {
            places.release();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
        try {
            rows.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
