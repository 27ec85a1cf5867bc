package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.way.SwitchablePolicy;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AcceptanceLimitsTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    Transactions transactions;

    @Inject
    InstantSource clock;

    @Inject
    ExecutionConfig config;

    @Inject
    SwitchablePolicy policy;

    private Stage.Scene scene;

    @BeforeEach
    void set() {
        scene = stage.scene();
    }

    @AfterEach
    void letFactsBeWhatTheyAre() {
        policy.decideLate(false);
    }

    private String executions() {
        return stage.query("SELECT count(*) FROM execution WHERE worker_group = ?", scene.group())
                .orElseThrow();
    }

    private QueueRoom room(int limit) {
        return new QueueRoom(
                transactions, clock, new OtherLimits(config, limit, config.approvalLimit(), config.unstartedLease()));
    }

    @Test
    void aQueueHasRoomBelowItsLimit() {
        stage.queued(scene);

        assertThatCode(() -> room(2).require(Stage.TENANT, scene.group())).doesNotThrowAnyException();
    }

    @Test
    void aFullQueueAsksToComeAgainLater() {
        stage.queued(scene);

        assertThatThrownBy(() -> room(1).require(Stage.TENANT, scene.group()))
                .asInstanceOf(type(ProblemException.class))
                .extracting(ProblemException::problem)
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo(429);
                    assertThat(problem.code()).isEqualTo("queue_full");
                    assertThat(problem.retryAfter())
                            .hasValueSatisfying(wait -> assertThat(wait).isPositive());
                });
    }

    @Test
    void aFullQueueOfOneGroupLeavesRoomInAnotherAndInAnotherTenant() {
        stage.queued(scene);
        QueueRoom room = room(1);

        assertThatCode(() -> room.require(Stage.TENANT, stage.scene().group())).doesNotThrowAnyException();
        assertThatCode(() -> room.require("globex", scene.group())).doesNotThrowAnyException();
    }

    private QueueRoom approvals(int limit) {
        return new QueueRoom(
                transactions, clock, new OtherLimits(config, config.queueLimit(), limit, config.unstartedLease()));
    }

    private int unapproved() {
        return Integer.parseInt(
                stage.query("SELECT count(*) FROM approval WHERE tenant = ? AND outcome IS NULL", Stage.TENANT)
                        .orElseThrow());
    }

    @Test
    void asManyMayAwaitApprovalAsTheLimitSays() {
        people.waiting(people.cast(1));

        assertThatCode(() -> approvals(unapproved() + 1).requireForApproval(Stage.TENANT))
                .doesNotThrowAnyException();
    }

    @Test
    void oneTooManyForApprovalAsksToComeAgainAndHoldsUpNoOtherTenant() {
        people.waiting(people.cast(1));
        QueueRoom room = approvals(unapproved());

        assertThatThrownBy(() -> room.requireForApproval(Stage.TENANT))
                .asInstanceOf(type(ProblemException.class))
                .extracting(ProblemException::problem)
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo(429);
                    assertThat(problem.code()).isEqualTo("approvals_full");
                });
        assertThatCode(() -> room.requireForApproval("alone")).doesNotThrowAnyException();
    }

    @Test
    void factsThatChangedUnseenAreReadAgainAndTheRequestIsDecidedAgainOnce() {
        stage.queued(scene);
        stage.sql(
                "UPDATE subject SET epoch = epoch + 1 WHERE id = ?",
                scene.launcher().subject());

        var id =
                Stage.id(stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(201));

        assertThat(stage.query("""
                        SELECT q.body -> 'subject' ->> 'epoch' FROM question q
                        JOIN execution e ON e.tenant = q.tenant AND e.decision_id = q.id WHERE e.id = ?""", id.value())).contains("2");
    }

    @Test
    void factsThatChangeAgainAndAgainAreNoAnswerYetAndWriteNothing() {
        policy.decideLate(true);

        stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(503)
                .header("Retry-After", "1")
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("facts_changed"));

        assertThat(executions()).isEqualTo("0");
        assertThat(stage.query(
                        "SELECT 1 FROM question WHERE subject_id = ?",
                        scene.launcher().subject()))
                .isEmpty();
    }
}
