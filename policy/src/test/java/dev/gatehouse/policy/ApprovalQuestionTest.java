package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.guardrail;
import static dev.gatehouse.policy.Acme.job;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who says yes or no to what waits for people. */
class ApprovalQuestionTest {
    private static final ExecutionId EXECUTION = new ExecutionId(new UUID(7, 7));
    private static final UUID APPROVAL = new UUID(7, 8);

    private final Acme acme = new Acme()
            .role("decider", 1, Permission.APPROVAL_DECIDE)
            .bind("deciders", "decider", "acme", "ada", "bob")
            .bind("launchers", "Launcher", "acme", "ada");

    private static ApprovalQuestion by(Subject subject, Voter voter) {
        return new ApprovalQuestion(
                subject,
                job("acme.prod/etl"),
                EXECUTION,
                APPROVAL,
                Set.of(Acme.id("release-managers"), Acme.id("auditors")),
                voter);
    }

    @Test
    void allowsAMemberOfOneOfTheGroups() {
        var permit = acme.allowed(by(person("ada", "release-managers"), Voter.ANOTHER));

        assertThat(permit.approval()).isEqualTo(APPROVAL);
        assertThat(permit.execution()).isEqualTo(EXECUTION);
        assertThat(permit.grounds().epochs()).containsExactly(new SubjectEpoch(Acme.id("ada"), 1));
    }

    @Test
    void deniesWhoAskedWhateverGroupsTheyAreIn() {
        assertThat(acme.denied(by(person("ada", "release-managers"), Voter.REQUESTER)))
                .containsExactly(Reason.OWN_REQUEST);
    }

    @Test
    void deniesWhoCannotBeToldFromWhoAsked() {
        assertThat(acme.denied(by(person("ada", "release-managers"), Voter.UNKNOWN)))
                .containsExactly(Reason.VOTER_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void deniesWhatIsNoPerson(SubjectKind kind) {
        var program = Acme.of(kind, person("ada", "release-managers"));

        assertThat(acme.denied(by(program, Voter.ANOTHER))).containsExactly(Reason.VOTER_UNKNOWN);
    }

    @Test
    void deniesWhoIsInNoneOfTheGroups() {
        assertThat(acme.denied(by(person("ada", "developers"), Voter.ANOTHER))).containsExactly(Reason.NOT_AN_APPROVER);
    }

    @Test
    void deniesAMemberWithoutTheRole() {
        assertThat(acme.denied(by(person("eve", "release-managers"), Voter.ANOTHER)))
                .containsExactly(Reason.NO_MATCHING_ROLE);
    }

    @Test
    void deniesWhoActsAsAMember() {
        var impersonated = person("ada", "release-managers").actedBy(Optional.of(new SubjectEpoch(Acme.id("eve"), 1)));

        assertThat(acme.denied(by(impersonated, Voter.ANOTHER))).containsExactly(Reason.IMPERSONATED);
    }

    @Test
    void aStartRestsOnThoseWhoApprovedIt() {
        var approval =
                new Approval(APPROVAL, Set.of(guardrail("approve")), List.of(new SubjectEpoch(Acme.id("bob"), 3)));

        var permit = acme.allowed(new StartQuestion(
                EXECUTION,
                submit(person("ada"), "acme/etl", false),
                Optional.empty(),
                List.of(),
                1,
                Optional.of(approval)));

        assertThat(permit.grounds().epochs())
                .containsExactly(new SubjectEpoch(Acme.id("ada"), 1), new SubjectEpoch(Acme.id("bob"), 3));
    }
}
