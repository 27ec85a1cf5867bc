package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.ended;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Reason.IMPERSONATED;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static dev.gatehouse.policy.Reason.TARGET_FORBIDDEN;
import static dev.gatehouse.policy.Reason.TOKEN_SCOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImpersonationTest {
    private final Acme acme = new Acme()
            .role("support", 1, Permission.SUBJECT_IMPERSONATE)
            .role("binder", 1, Permission.write("rolebinding"))
            .bind("b1", "support", "root", "grace")
            .bind("b2", "Launcher", "acme", "ada")
            .bind("b3", "Owner", "root", "olga", "otto")
            .bind("b4", "binder", "acme.data", "bert", "gina")
            .bind("b5", "support", "root", "gina")
            .bind("b6", "Owner", "acme", "ole")
            .bind("b7", "support", "root", "ole")
            .bindGroup("b8", "Owner", "root", "admins");
    private final Subject grace = person("grace");
    private final Subject ada = person("ada");
    private final Subject olga = person("olga");

    private static ImpersonateQuestion actAs(Subject subject, Subject target) {
        return new ImpersonateQuestion(subject, target);
    }

    private static Subject actedBy(Subject subject, Subject other) {
        return subject.actedBy(Optional.of(new SubjectEpoch(other.id(), other.epoch())));
    }

    @Test
    void whoHasThePermissionMayActAsOneWhoGivesNobodyAccess() {
        var permit = acme.allowed(actAs(grace, ada));

        assertThat(permit.target()).isEqualTo(ada);
        assertThat(permit.grounds().epochs())
                .containsExactly(new SubjectEpoch(grace.id(), 1), new SubjectEpoch(ada.id(), 1));
    }

    @Test
    void withoutThePermissionNobodyMay() {
        assertThat(acme.denied(actAs(ada, grace))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void onlyAnOwnerActsAsAnOwner() {
        assertThat(acme.denied(actAs(grace, olga))).containsExactly(TARGET_FORBIDDEN);
        assertThat(acme.denied(actAs(grace, person("nina", "admins")))).containsExactly(TARGET_FORBIDDEN);
        assertThat(acme.allowed(actAs(person("otto"), olga)).target()).isEqualTo(olga);
        // One of a part is none of the whole.
        assertThat(acme.denied(actAs(person("ole"), olga))).containsExactly(TARGET_FORBIDDEN);
    }

    @Test
    void whoMayGiveAccessIsActedAsByThoseWhoMayGiveItThereToo() {
        assertThat(acme.denied(actAs(grace, person("bert")))).containsExactly(TARGET_FORBIDDEN);
        assertThat(acme.allowed(actAs(person("gina"), person("bert"))).target()).isEqualTo(person("bert"));
        assertThat(acme.allowed(actAs(person("ole"), person("bert"))).target()).isEqualTo(person("bert"));
    }

    @Test
    void namesByWhatBothMayGiveAccess() {
        assertThat(acme.allowed(actAs(person("olga"), person("bert"))).grounds().rules())
                .contains(binding("b3"), binding("b4"));
        assertThat(acme.reasons(actAs(grace, person("bert"))))
                .extracting(Reason::rule)
                .containsExactly(Optional.of(binding("b4")));
    }

    @Test
    void nobodyActsAsOneselfOrAsOneWhoHasEnded() {
        assertThat(acme.denied(actAs(olga, olga))).containsExactly(TARGET_FORBIDDEN);
        assertThat(acme.denied(actAs(olga, ended("ada")))).containsExactly(TARGET_FORBIDDEN);
    }

    @Test
    void nobodyActsAcrossTenants() {
        var foreign = new Subject("globex", id("x"), SubjectKind.USER, "x", true, 1, Set.of(), Acme.NOW);

        assertThatThrownBy(() -> actAs(olga, foreign)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTokenWithAScopeLeavesNoOthersAccess() {
        var scope = new Scope(id("token"), Set.of(Permission.SUBJECT_IMPERSONATE), Namespace.ROOT);

        assertThat(acme.denied(actAs(olga.within(Optional.of(scope)), ada))).containsExactly(TOKEN_SCOPE);
    }

    @Test
    void aTokenThatLeavesEverythingLeavesThisToo() {
        var whole = Optional.of(Scope.whole(id("token")));

        assertThat(acme.allowed(actAs(olga.within(whole), ada)).target()).isEqualTo(ada);
    }

    @Test
    void whoActsAsAnotherGivesNobodyAccessAndIsOneOfTheGrounds() {
        Subject shown = actedBy(olga, person("otto"));

        for (Permission permission : Permission.ALL) {
            boolean lasts =
                    Set.of("token:create", "worker:register", "job:write").contains(permission.toString());
            if (permission.givesAccess() || lasts) {
                assertThat(acme.denied(question(shown, permission))).containsExactly(IMPERSONATED);
            }
        }
        assertThat(acme.allowed(question(shown, Permission.read("role")))
                        .grounds()
                        .epochs())
                .containsExactly(new SubjectEpoch(olga.id(), 1), new SubjectEpoch(id("otto"), 1));
        assertThat(acme.allowed(question(olga, Permission.write("role"))).subject())
                .isEqualTo(olga);
    }

    private static ListQuestion question(Subject subject, Permission permission) {
        return new ListQuestion(subject, permission, Namespace.ROOT);
    }
}
