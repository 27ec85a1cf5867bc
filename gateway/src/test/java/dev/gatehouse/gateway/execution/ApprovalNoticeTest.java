package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People outside are told that something waits for them, and nothing about it. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApprovalNoticeTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(204);
    private final AtomicInteger hanging = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            heard.add(exchange.getRequestHeaders().getFirst("webhook-id") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.createContext("/hanging", exchange -> {
            hanging.incrementAndGet();
            try {
                released.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private TwoPeople.Cast cast() {
        return people.cast(1, ", notify: \"" + address("/approvals") + "\"");
    }

    private String notice(ExecutionId id, String column) {
        return stage.query(
                        "SELECT " + column + " FROM approval_notice WHERE approval_id = ?",
                        UUID.fromString(people.of(id)))
                .orElse("");
    }

    @Test
    void whatIsSentNamesItAndSaysNothingOfIt() {
        ExecutionId id = people.waiting(cast());

        Until.sees(() -> notice(id, "state"), "sent"::equals);

        assertThat(heard)
                .singleElement()
                .satisfies(call -> assertThat(call)
                        .startsWith(notice(id, "id"))
                        .contains(id.toString(), "/api/v1/acme/approvals/" + people.of(id), "\"approval.requested\"")
                        .doesNotContain("Ada", "greet"));
    }

    @Test
    void aFailureIsShownAndTriedAgain() {
        status.set(503);
        var cast = cast();
        ExecutionId id = people.waiting(cast);
        Until.sees(() -> notice(id, "error"), "status_503"::equals);

        people.show(cast.ada(), id)
                .body("notices.state", contains("waiting"))
                .body("notices.tries", contains(1))
                .body("notices.error", contains("status_503"));
        status.set(200);
        stage.sql("UPDATE approval_notice SET next_at = now() WHERE approval_id = ?", UUID.fromString(people.of(id)));

        Until.sees(() -> notice(id, "state"), "sent"::equals);
        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst().substring(0, heard.getFirst().indexOf(' ')))
                .isEqualTo(heard.getLast().substring(0, heard.getLast().indexOf(' ')));
    }

    @Test
    void afterTheLastTryItIsGivenUpAndTheApprovalIsNot() {
        status.set(500);
        var cast = cast();
        ExecutionId id = people.waiting(cast);
        Until.sees(() -> notice(id, "error"), "status_500"::equals);
        stage.sql(
                "UPDATE approval_notice SET tries = 9, next_at = now() WHERE approval_id = ?",
                UUID.fromString(people.of(id)));

        Until.sees(() -> notice(id, "state"), "failed"::equals);

        people.approve(cast.ada(), id).statusCode(200).body("notices.state", contains("failed"));
    }

    @Test
    void whatWasDecidedBeforeTheNextTryIsNotSent() {
        status.set(500);
        var cast = cast();
        ExecutionId id = people.waiting(cast);
        Until.sees(() -> notice(id, "error"), "status_500"::equals);
        people.approve(cast.ada(), id).statusCode(200);
        stage.sql("UPDATE approval_notice SET next_at = now() WHERE approval_id = ?", UUID.fromString(people.of(id)));

        Until.sees(() -> notice(id, "state"), "needless"::equals);

        assertThat(heard).hasSize(1);
    }

    @Test
    void addressesThatTheOperatorDoesNotAllowAreNotCalled() {
        ExecutionId id = people.waiting(people.cast(1, ", notify: \"https://10.1.2.3/approvals\""));

        Until.sees(() -> notice(id, "error"), error -> !error.isEmpty());

        assertThat(notice(id, "error")).doesNotContain("status");
        assertThat(notice(id, "state")).isEqualTo("waiting");
    }

    /** An approval that another tenant's execution waits for, and a call about it that is due. */
    private UUID due(String tenant, TwoPeople.Cast cast, String url) {
        ExecutionId id = stage.queuedFor(tenant, cast.scene());
        UUID approval = UUID.randomUUID();
        stage.sql("""
                INSERT INTO approval (tenant, id, execution_id, decision_id, digest, expires_at)
                VALUES (?, ?, ?, gen_random_uuid(), '', now() + interval '1 h')""", tenant, approval, id.value());
        stage.sql("""
                INSERT INTO approval_notice (tenant, id, approval_id, rule_id, url)
                VALUES (?, gen_random_uuid(), ?, gen_random_uuid(), ?)""", tenant, approval, url);
        return approval;
    }

    @Test
    void aReceiverThatHangsKeepsNoOtherTenantWaitingAndGetsFewCallsAtOnce() {
        var cast = people.cast(1, ", notify: \"" + address("/hanging") + "\"");
        List<ExecutionId> ids =
                IntStream.range(0, 12).mapToObj(_ -> people.waiting(cast)).toList();
        Until.sees(hanging::get, at -> at > 0);

        UUID others = due("globex", cast, address("/approvals"));
        Until.sees(
                () -> stage.query("SELECT state FROM approval_notice WHERE approval_id = ?", others),
                Optional.of("sent")::equals);

        assertThat(hanging.get()).isBetween(1, 4);
        assertThat(ids).as("they hang still").allMatch(id -> notice(id, "error").isEmpty());
        assertThat(heard).singleElement().asString().contains(others.toString(), "globex");
        Until.sees(() -> ids.stream().map(id -> notice(id, "error")).toList(), errors -> errors.contains("timeout"));
        stage.forget("globex", cast.scene());
    }

    @Test
    void aRuleWithAnAddressThatIsNoneIsRefused() {
        var cast = people.unguarded();

        Stage.as(cast.scene().owner().token())
                .contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Guardrail
                        metadata: {namespace: %s, name: told}
                        spec:
                          match: {actions: ["execution:create"]}
                          action: RequireApproval
                          approval: {from: {groups: [%s]}, expires: PT1H, notify: "ftp://example.com/"}
                        """.formatted(cast.scene().namespace(), cast.group()).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", containsString("/notify"))
                .body("code", equalTo("manifest_invalid"));
    }
}
