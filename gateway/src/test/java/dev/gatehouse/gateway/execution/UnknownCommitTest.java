package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.LostCommits;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.resource.Jobs;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitPermit;
import dev.gatehouse.policy.SubmitQuestion;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** An acceptance whose commit was not answered. */
@QuarkusTest
class UnknownCommitTest {
    @Inject
    Stage stage;

    @Inject
    AgroalDataSource database;

    @Inject
    PolicyEngine policy;

    @Inject
    SubjectFacts facts;

    @Inject
    Jobs jobs;

    @Inject
    IdempotencyKeys keys;

    @Inject
    QuestionLog questions;

    @Inject
    QuestionDocument document;

    @Inject
    AuditTrail trail;

    @Inject
    ObjectMapper json;

    @Inject
    Event<WorkQueued> queued;

    @Inject
    Supplier<UUID> ids;

    private AcceptCommand command() {
        var scene = stage.scene();
        Subject subject = facts.live(Stage.TENANT, scene.launcher().subject()).orElseThrow();
        LookupPermit mayCreate =
                permit(new LookupQuestion(subject, JobName.parse(scene.job()).orElseThrow()));
        var job = jobs.find(mayCreate, Optional.empty()).orElseThrow();
        SubmitPermit permit = permit(new SubmitQuestion(
                subject, job.reference(), Map.of("name", "Ada"), LaunchOptions.NONE, List.of(), false));
        return new AcceptCommand(
                permit,
                new ExecutionId(ids.get()),
                new Placement(scene.group(), 0, Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty());
    }

    private <P extends Permit> P permit(Question<P> question) {
        return ((Decision.Allow<P>) policy.decide(question)).permit();
    }

    private AcceptOutcome accept(Transactions transactions, AcceptCommand command) {
        return new Acceptance(transactions, keys, questions, document, trail, json, queued)
                .accept(List.of(command))
                .getFirst();
    }

    private boolean isThere(AcceptCommand command) {
        return stage.query("SELECT 1 FROM execution WHERE id = ?", command.id().value())
                .isPresent();
    }

    @Test
    void whatWasCommittedAfterAllIsAccepted() {
        var command = command();

        assertThat(accept(LostCommits.on(database, true, 1), command)).isInstanceOf(AcceptOutcome.Accepted.class);

        assertThat(isThere(command)).isTrue();
        assertThat(stage.events(command.id())).containsExactly("1 execution.accepted");
    }

    @Test
    void whatWasNotFoundStaysUnknown() {
        var command = command();
        Transactions lost = LostCommits.on(database, false, 1);

        assertThatThrownBy(() -> accept(lost, command)).isInstanceOf(OutcomeUnknown.class);

        assertThat(isThere(command)).isFalse();
    }

    @Test
    void whatCannotBeLookedUpStaysUnknown() {
        var command = command();
        Transactions lost = LostCommits.on(database, true, 2);

        assertThatThrownBy(() -> accept(lost, command)).isInstanceOf(OutcomeUnknown.class);
    }
}
