package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.ended;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Reason.ESCALATION;
import static dev.gatehouse.policy.Reason.IMPERSONATED;
import static dev.gatehouse.policy.Reason.SUBJECT_ENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EscalationTest {
    private static final Permission BINDING = Permission.write("rolebinding");

    private final Acme acme = new Acme()
            .role("reads", 1, Permission.read("job"))
            .role("starts", 1, Permission.EXECUTION_CREATE)
            .bind("of-ada", "Admin", "acme", "ada")
            .bind("of-olga", "Owner", "root", "olga")
            .bind("of-bob", "reads", "acme", "bob")
            .bindGroup("of-ops", "starts", "acme.data", "ops");
    private final Subject ada = person("ada");
    private final Subject olga = person("olga");

    private static GrantQuestion give(Subject subject, String namespace, Set<Permission> permissions) {
        return new GrantQuestion(subject, BINDING, new GivenAccess(new Namespace(namespace), permissions));
    }

    private static GrantQuestion give(Subject subject, String namespace, Role role) {
        return give(subject, namespace, role.spec().permissions());
    }

    private static GivenAccess access(String namespace, String... permissions) {
        return new GivenAccess(
                new Namespace(namespace),
                Arrays.stream(permissions)
                        .map(each -> Permission.parse(each).orElseThrow())
                        .collect(Collectors.toSet()));
    }

    @Test
    void whoHoldsAllOfItGivesItThereAndBelow() {
        assertThat(acme.allowed(give(ada, "acme", Role.DEVELOPER)).access().namespace())
                .isEqualTo(new Namespace("acme"));
        assertThat(acme.allowed(give(ada, "acme.data.etl", Role.ADMIN)).subject())
                .isEqualTo(ada);
        assertThat(acme.allowed(give(olga, "root", Role.OWNER)).subject()).isEqualTo(olga);
    }

    @Test
    void nobodyGivesItAboveOrBeside() {
        assertThat(acme.denied(give(ada, "root", Role.VIEWER))).containsExactly(ESCALATION);
        assertThat(acme.denied(give(ada, "globex", Role.VIEWER))).containsExactly(ESCALATION);
    }

    @Test
    void onePermissionTooManyIsTooMuch() {
        assertThat(acme.denied(give(ada, "acme", Role.OWNER))).containsExactly(ESCALATION);
        assertThat(acme.denied(give(ada, "acme", Role.AUDITOR))).containsExactly(ESCALATION);
    }

    @Test
    void theDenialNamesSomeOfWhatIsMissingAndWhere() {
        assertThat(acme.decide(give(ada, "acme", Role.OWNER)))
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny -> assertThat(((Reason) deny.reasons().getFirst()).message())
                                .isEqualTo("Nobody gives what they do not hold: audit:read, identityprovider:write,"
                                        + " scimclient:write and 1 more in acme"));
        assertThat(acme.decide(give(ada, "acme", Set.of(Permission.AUDIT_READ))))
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny -> assertThat(((Reason) deny.reasons().getFirst()).message())
                                .isEqualTo("Nobody gives what they do not hold: audit:read in acme"));
    }

    @Test
    void whatSeveralBindingsGiveIsHeldTogether() {
        var both = Set.of(Permission.read("job"), Permission.EXECUTION_CREATE);

        var permit = acme.allowed(give(person("bob", "ops"), "acme.data", both));

        assertThat(permit.grounds().rules()).contains(binding("of-bob"), binding("of-ops"));
        assertThat(acme.denied(give(person("bob", "ops"), "acme", both))).containsExactly(ESCALATION);
        assertThat(acme.denied(give(person("bob"), "acme.data", both))).containsExactly(ESCALATION);
    }

    @Test
    void aTokenGivesNoMoreThanItsScopeLeaves() {
        var narrow = new Scope(id("token"), Set.of(BINDING, Permission.read("job")), new Namespace("acme"));
        var within = olga.within(Optional.of(narrow));

        assertThat(acme.allowed(give(within, "acme.data", Set.of(Permission.read("job"))))
                        .grounds()
                        .rules())
                .contains(narrow.rule());
        assertThat(acme.denied(give(within, "acme", Set.of(Permission.EXECUTION_READ))))
                .containsExactly(ESCALATION);
        assertThat(acme.denied(give(within, "root", Set.of(Permission.read("job")))))
                .containsExactly(ESCALATION);
        assertThat(acme.allowed(give(olga.within(Optional.of(Scope.whole(id("token")))), "root", Role.OWNER))
                        .subject()
                        .id())
                .isEqualTo(olga.id());
    }

    @Test
    void nobodyGivesWhatTheyHaveHeldOrHoldAsSomebodyElse() {
        assertThat(acme.denied(give(ended("olga"), "root", Role.VIEWER))).containsExactly(SUBJECT_ENDED);
        assertThat(acme.denied(
                        give(olga.actedBy(Optional.of(new SubjectEpoch(ada.id(), ada.epoch()))), "root", Role.VIEWER)))
                .containsExactly(IMPERSONATED);
    }

    @Test
    void itIsAskedForActsThatGiveAccess() {
        assertThatThrownBy(() -> new GrantQuestion(olga, Permission.read("job"), access("root", "job:read")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anActsAccessHasOneEntryANamespaceAndNoneForWhatIsGivenAbove() {
        var merged = GivenAccess.merged(List.of(
                access("acme", "job:read"),
                access("acme.data", "job:read"),
                access("acme", "execution:read"),
                access("acme.ops", "job:read", "job:write"),
                access("globex")));

        assertThat(merged)
                .containsExactly(
                        access("acme", "execution:read", "job:read"), access("acme.ops", "job:read", "job:write"));
    }

    @Test
    void whatIsGivenIsComparedByPermissionAndPlace() {
        var asked = List.of(access("acme", "job:read"), access("acme.data", "job:write"));

        assertThat(access("acme.data", "job:read", "job:write").isWithin(asked)).isTrue();
        assertThat(access("acme", "job:write").isWithin(asked)).isFalse();
        assertThat(access("root", "job:read").isWithin(asked)).isFalse();
    }
}
