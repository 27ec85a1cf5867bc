package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.ended;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.job;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static dev.gatehouse.policy.Reason.SUBJECT_ENDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoleBindingTest {
    private static final Rule LAUNCHER = new Rule("role", Role.LAUNCHER.id(), Role.LAUNCHER.revision());
    private static final Rule OWNER = new Rule("role", Role.OWNER.id(), 1);

    private final Subject ada = person("ada");
    private final Subject bob = person("bob");

    @Test
    void deniesASubjectWithoutAnyRole() {
        assertThat(new Acme().denied(lookUp(ada, "acme.data/etl"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aDenialNamesTheDecisionAndThePolicyItWasMadeUnder() {
        var decision = new Acme().decide(lookUp(ada, "acme.data/etl"));

        assertThat(decision).isInstanceOfSatisfying(Decision.Deny.class, deny -> {
            assertThat(deny.decision()).isEqualTo(Acme.DECISION);
            assertThat(deny.tenantRevision()).isEqualTo(Acme.REVISION);
            assertThat(deny.policyDigest()).hasSize(64);
        });
    }

    @Test
    void allowsByABindingOnTheNamespaceAndNamesIt() {
        var acme = new Acme().bind("b", "Launcher", "acme.data", "ada");

        var permit = acme.allowed(lookUp(ada, "acme.data/etl"));

        assertThat(permit.job()).isEqualTo(job("acme.data/etl"));
        assertThat(permit.subject()).isEqualTo(ada);
        assertThat(permit.grounds().rules()).containsExactly(binding("b"), LAUNCHER);
        assertThat(permit.grounds().decision()).isEqualTo(Acme.DECISION);
        assertThat(permit.grounds().tenantRevision()).isEqualTo(Acme.REVISION);
        assertThat(permit.grounds().epochs()).containsExactly(new SubjectEpoch(ada.id(), 1));
    }

    @Test
    void aBindingGivesNothingToOthers() {
        var acme = new Acme().bind("b", "Launcher", "acme.data", "ada");

        assertThat(acme.denied(lookUp(bob, "acme.data/etl"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aBindingReachesTheNamespacesBelow() {
        var acme = new Acme().bind("b", "Launcher", "acme", "ada");

        assertThat(acme.allowed(lookUp(ada, "acme.data.eu/etl")).grounds().rules())
                .containsExactly(binding("b"), LAUNCHER);
    }

    @Test
    void aBindingReachesNeitherUpwardsNorSidewaysNorToAPrefixOfALabel() {
        var acme = new Acme().bind("b", "Launcher", "acme.data", "ada");

        assertThat(acme.denied(lookUp(ada, "acme/etl"))).containsExactly(NO_MATCHING_ROLE);
        assertThat(acme.denied(lookUp(ada, "acme.web/etl"))).containsExactly(NO_MATCHING_ROLE);
        assertThat(acme.denied(lookUp(ada, "acme.database/etl"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aBindingOnTheRootReachesEverything() {
        var acme = new Acme().bind("b", "Owner", "root", "ada");

        assertThat(acme.allowed(lookUp(ada, "acme.data/etl")).grounds().rules()).containsExactly(binding("b"), OWNER);
        assertThat(acme.allowed(new AuditQuestion(ada)).grounds().rules()).containsExactly(binding("b"), OWNER);
    }

    @Test
    void whatIsAskedAtTheRootNeedsABindingThere() {
        var acme = new Acme().bind("b", "Owner", "acme", "ada");

        assertThat(acme.denied(new AuditQuestion(ada))).containsExactly(NO_MATCHING_ROLE);
        assertThat(acme.denied(new JoinTokenQuestion(ada, "default"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aGroupCarriesItsRolesToItsMembers() {
        var acme = new Acme().bindGroup("b", "Launcher", "acme", "engineers");

        assertThat(acme.allowed(lookUp(person("ada", "engineers"), "acme.data/etl"))
                        .grounds()
                        .rules())
                .containsExactly(binding("b"), LAUNCHER);
    }

    @Test
    void aGroupGivesNothingToOthers() {
        var acme = new Acme().bindGroup("b", "Launcher", "acme", "engineers");

        assertThat(acme.denied(lookUp(person("ada", "sales"), "acme.data/etl"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aCustomRoleAllowsWhatItLists() {
        var acme = new Acme().role("stopper", 4, Permission.EXECUTION_CANCEL).bind("b", "stopper", "acme", "ada");
        var execution = new ExecutionId(new UUID(1, 2));

        var permit = acme.allowed(new StopQuestion(ada, execution, job("acme.data/etl"), "too slow"));

        assertThat(permit.execution()).isEqualTo(execution);
        assertThat(permit.grounds().rules()).containsExactly(binding("b"), new Rule("role", id("role stopper"), 4));
    }

    @Test
    void aCustomRoleAllowsNothingElse() {
        var acme = new Acme().role("stopper", 4, Permission.EXECUTION_CANCEL).bind("b", "stopper", "acme", "ada");

        assertThat(acme.denied(lookUp(ada, "acme.data/etl"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aBindingToAnUnknownRoleGivesNothing() {
        var acme = new Acme().bind("b", "vanished", "acme", "ada");

        assertThat(acme.denied(lookUp(ada, "acme.data/etl"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aDeclaredRoleCannotReplaceABuiltInOne() {
        var acme = new Acme().role("Launcher", 9, Permission.AUDIT_READ).bind("b", "Launcher", "root", "ada");

        assertThat(acme.allowed(lookUp(ada, "acme.data/etl")).grounds().rules())
                .containsExactly(binding("b"), LAUNCHER);
        assertThat(acme.denied(new AuditQuestion(ada))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aSubjectWhoseAccessEndedIsDeniedWhateverItsRoles() {
        var acme = new Acme().bind("b", "Owner", "root", "ada");

        assertThat(acme.denied(lookUp(ended("ada"), "acme.data/etl"))).containsExactly(SUBJECT_ENDED);
    }

    @Test
    void namesEveryBindingThatAllowsNearestFirst() {
        var acme =
                new Acme().bind("far", "Owner", "root", "ada").bindGroup("near", "Launcher", "acme.data", "engineers");

        assertThat(acme.allowed(lookUp(person("ada", "engineers"), "acme.data/etl"))
                        .grounds()
                        .rules())
                .containsExactly(binding("near"), LAUNCHER, binding("far"), OWNER);
    }

    @Test
    void namesABoundedNumberOfBindings() {
        var acme = new Acme();
        var groups =
                List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k").toArray(String[]::new);
        for (var group : groups) {
            acme.bindGroup("to " + group, "Launcher", "acme", group);
        }

        assertThat(acme.allowed(lookUp(person("ada", groups), "acme/etl"))
                        .grounds()
                        .rules())
                .hasSize(9)
                .contains(LAUNCHER);
    }

    @Test
    void namesTheNearestOfMoreBindingsThanItNames() {
        var acme = new Acme();
        for (int i = 0; i < 5; i++) {
            acme.bind("far" + i, "Owner", "root", "ada")
                    .bindGroup("beside" + i, "Launcher", "acme-x", "engineers")
                    .bindGroup("near" + i, "Launcher", "acme.data", "engineers");
        }

        var named = acme.allowed(lookUp(person("ada", "engineers"), "acme.data.raw/etl"))
                .grounds()
                .rules();

        assertThat(named).hasSize(10).doesNotHaveDuplicates();
        assertThat(named.subList(0, 6))
                .containsExactlyInAnyOrder(
                        binding("near0"),
                        binding("near1"),
                        binding("near2"),
                        binding("near3"),
                        binding("near4"),
                        LAUNCHER);
        assertThat(named.subList(6, 10)).contains(OWNER);
    }

    @Test
    void namesBothBindingsThatGiveTheSameRole() {
        var acme = new Acme().bind("one", "Launcher", "acme", "ada").bind("two", "Launcher", "acme", "ada");

        assertThat(acme.allowed(lookUp(ada, "acme/etl")).grounds().rules())
                .containsExactlyInAnyOrder(binding("one"), binding("two"), LAUNCHER);
    }

    @Test
    void answersOutOfFiftyThousandBindings() {
        var acme = new Acme();
        for (int i = 0; i < 50_000; i++) {
            acme.bind("b" + i, "Launcher", "acme.team" + i, "user" + i);
        }

        var permit = acme.allowed(lookUp(person("user49999"), "acme.team49999/etl"));

        assertThat(permit.grounds().rules()).containsExactly(binding("b49999"), LAUNCHER);
        assertThat(acme.denied(lookUp(person("user49999"), "acme.team1/etl"))).containsExactly(NO_MATCHING_ROLE);
    }
}
