package dev.gatehouse.gateway.audit;

import static dev.gatehouse.gateway.proof.RecordedExecutions.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.AccessEvent.AccessDenied;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditException;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.audit.EventDetail;
import dev.gatehouse.audit.ExecutionEvent.ExecutionReturned;
import dev.gatehouse.audit.SealedEvent;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.proof.RecordedExecutions;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditTrailTest {
    @Inject
    AuditTrail trail;

    @Inject
    QuestionLog questions;

    @Inject
    Transactions transactions;

    @Inject
    TestAccess access;

    @Inject
    RecordedExecutions executions;

    private List<SealedEvent> append(AuditEvent... events) {
        return transactions.run(connection -> trail.append(connection, "acme", List.of(events)));
    }

    private static AuditEvent returned(ExecutionId execution) {
        return new ExecutionReturned(execution, Optional.empty(), 1, "lease_expired");
    }

    private static AuditEvent denied(String resource) {
        UUID ada = UUID.fromString("0190a5f0-0000-7000-8000-000000000001");
        var decision = new DecisionReference(
                UUID.fromString("0190a5f0-0000-7000-8000-000000000002"), "0".repeat(64), List.of());
        return new AccessDenied(new Actor(ada, "ada"), decision, "job:write", resource, List.of("no_matching_role"));
    }

    private String count(String table, UUID execution) {
        return access.query("SELECT count(*) FROM " + table + " WHERE execution_id = ?", execution)
                .orElseThrow();
    }

    @Test
    void anExecutionsEventsAreNumberedInTheirOrder() {
        ExecutionId first = executions.accepted("acme");
        ExecutionId second = executions.accepted("acme");

        List<SealedEvent> sealed = append(returned(first), returned(second), returned(first));

        assertThat(sealed.stream().map(event -> event.stamp().n())).containsExactly(2, 2, 3);
        assertThat(access.query("SELECT events FROM execution WHERE id = ?", first.value()))
                .contains("3");
    }

    @Test
    void eventsThatAreWrittenAtOnceGetDifferentNumbersWithoutAGap() throws Exception {
        ExecutionId execution = executions.accepted("acme");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<SealedEvent>>> writes = new ArrayList<>();
            IntStream.range(0, 12).forEach(_ -> writes.add(() -> append(returned(execution))));

            var numbers = new ArrayList<Integer>();
            for (var written : threads.invokeAll(writes)) {
                numbers.add(written.get().getFirst().stamp().n());
            }

            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(2, 13).boxed().toList());
        }
    }

    @Test
    void theTimeIsTheDatabasesInMilliseconds() {
        var sealed = append(returned(executions.accepted("acme"))).getFirst();

        assertThat(sealed.stamp().at()).isEqualTo(sealed.stamp().at().truncatedTo(ChronoUnit.MILLIS));
        assertThat(access.query(
                        "SELECT at = date_trunc('milliseconds', at) AND at <= now() FROM event WHERE id = ?",
                        sealed.stamp().id()))
                .contains("t");
    }

    @Test
    void anEventOfAnExecutionThatHasNoRowIsRefused() {
        var nobody = new ExecutionId(UUID.fromString("0190a5f0-0000-7000-8000-000000000009"));

        assertThatThrownBy(() -> append(returned(nobody))).isInstanceOf(NoSuchElementException.class);
        assertThat(count("event", nobody.value())).isEqualTo("0");
    }

    @Test
    void anEventThatIsTooLargeIsRefusedBeforeCommitAndTakesItsActWithIt() {
        ExecutionId execution = executions.accepted("acme");
        var rules = Collections.nCopies(400, "rolebinding/0190a5f0-0000-7000-8000-000000000004@12");
        var large = new AccessDenied(
                Actor.of(UUID.fromString("0190a5f0-0000-7000-8000-000000000001")),
                new DecisionReference(UUID.fromString("0190a5f0-0000-7000-8000-000000000002"), "0".repeat(64), rules),
                "job:write",
                "acme/x",
                List.of("no_matching_role"));

        assertThatThrownBy(() -> append(returned(execution), large)).isInstanceOf(AuditException.EventTooLarge.class);
        assertThat(count("event", execution.value())).isEqualTo("1");
        assertThat(access.query("SELECT events FROM execution WHERE id = ?", execution.value()))
                .contains("1");
    }

    @Test
    void whatWasWrittenIsSoonInTheTreeAndNoLongerPending() {
        UUID execution = executions.succeed("acme", executions.accepted("acme")).value();

        until(() -> count("pending_leaf", execution).equals("0"));

        assertThat(access.query(
                        "SELECT count(*) FROM leaf JOIN event ON event.id = leaf.event_id WHERE execution_id = ?",
                        execution))
                .contains("2");
        assertThat(access.query("SELECT size = (SELECT max(index) + 1 FROM leaf WHERE tenant = 'acme')"
                        + " FROM checkpoint WHERE tenant = 'acme'"))
                .contains("t");
    }

    @Test
    void valuesLieBehindTheirEventOneByOneWhoeverWroteThem() {
        SealedEvent event = append(denied("acme/ü \"quoted\"")).getFirst();
        UUID old = UUID.randomUUID();
        access.sql(
                "INSERT INTO event_detail (tenant, event_id, field, salt, value) VALUES ('acme', ?, 'job', '\\x01', '1')",
                old);

        assertThat(access.query("SELECT field || value FROM event_detail WHERE tenant = 'acme' AND event_id = ?", old))
                .contains("job1");
        for (EventDetail detail : event.details()) {
            assertThat(access.query(
                            "SELECT value FROM event_detail WHERE event_id = ? AND field = ? AND encode(salt, 'hex') = ?",
                            event.stamp().id(),
                            detail.field(),
                            detail.salt()))
                    .contains(detail.value());
        }
        assertThat(event.details()).hasSizeGreaterThan(1);
    }

    @Test
    void theGatewaysRoleCannotRewriteWhatProvesSomething() {
        executions.accepted("acme");

        for (String table : List.of("event", "leaf", "tree_node", "question")) {
            assertThatThrownBy(() -> access.sql("DELETE FROM " + table)).hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> access.sql("UPDATE " + table + " SET tenant = 'x'"))
                    .hasStackTraceContaining("permission denied");
        }
    }

    @Test
    void aQuestionIsKeptWithItsAnswer() {
        UUID decision = UUID.randomUUID();

        transactions.run(connection -> {
            questions.record(
                    connection,
                    "acme",
                    List.of(new RecordedQuestion(
                            decision,
                            "execution:create",
                            RecordedQuestion.Outcome.DENY,
                            false,
                            decision,
                            7,
                            Map.of("job", "acme/x"),
                            Map.of("user", "No."))));
            return decision;
        });

        assertThat(access.query(
                        "SELECT outcome || complete || tenant_revision || (body ->> 'job') || (explanation ->> 'user')"
                                + " FROM question WHERE id = ?",
                        decision))
                .contains("denyfalse7acme/xNo.");
    }
}
