package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BuiltInRoleTest {
    /** What nobody but an owner has by a built-in role. */
    private static final Set<String> THE_OWNERS = Set.of("identityprovider:write", "subject:impersonate");

    private static Set<String> names(Collection<Permission> permissions) {
        return permissions.stream().map(Permission::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> of(Role role) {
        return names(role.spec().permissions());
    }

    @Test
    void eachHasAnIdOfItsOwnThatStaysTheSame() {
        assertThat(Role.BUILT_IN)
                .extracting(role -> role.id() + " " + role.name())
                .containsExactlyInAnyOrder(
                        "00000000-0000-8000-8000-000000000001 Owner",
                        "00000000-0000-8000-8000-000000000002 Launcher",
                        "00000000-0000-8000-8000-000000000003 Admin",
                        "00000000-0000-8000-8000-000000000004 Viewer",
                        "00000000-0000-8000-8000-000000000005 Editor",
                        "00000000-0000-8000-8000-000000000006 Developer",
                        "00000000-0000-8000-8000-000000000007 Auditor",
                        "00000000-0000-8000-8000-000000000008 ScimProvisioner");
    }

    /** Whoever adds a permission says here whose it is. */
    @Test
    void everyPermissionIsSomebodysBesideTheOwners() {
        Set<String> others = new TreeSet<>();
        Role.BUILT_IN.stream().filter(role -> !role.equals(Role.OWNER)).forEach(role -> others.addAll(of(role)));

        assertThat(of(Role.OWNER)).isEqualTo(names(Permission.ALL));
        assertThat(others).doesNotContainAnyElementsOf(THE_OWNERS);
        others.addAll(THE_OWNERS);
        assertThat(others).isEqualTo(of(Role.OWNER));
    }

    @Test
    void whoAdministersDoesNotReadTheLogAndBecomesNobodyElse() {
        assertThat(names(Permission.ALL))
                .filteredOn(each -> !of(Role.ADMIN).contains(each))
                .containsExactly("audit:read", "identityprovider:write", "scimclient:write", "subject:impersonate");
    }

    @Test
    void whoAuditsOnlyReadsAndNoneOfWhatRunsWrote() {
        assertThat(of(Role.AUDITOR))
                .allMatch(each -> each.endsWith(":read"))
                .contains("audit:read")
                .doesNotContain("log:read", "output:read");
    }

    @Test
    void whoStartsAJobByItsNameSeesNoManifest() {
        assertThat(of(Role.LAUNCHER)).contains("execution:create").doesNotContain("job:read", "job:write");
    }

    @Test
    void whoViewsSeesHowItStandsAndNothingThatWasWritten() {
        assertThat(of(Role.VIEWER))
                .contains("execution:read")
                .allMatch(each -> each.endsWith(":read"))
                .doesNotContain("log:read", "output:read", "audit:read");
    }

    @Test
    void whoEditsStartsNothingAndUsesNoSecret() {
        assertThat(of(Role.EDITOR))
                .contains("job:write")
                .doesNotContain("execution:create", "secret:use", "secret:read", "output:read");
    }

    @Test
    void whoDevelopsGivesNobodyAccessAndSetsNoSecret() {
        assertThat(of(Role.DEVELOPER)).contains("job:write", "execution:create", "secret:use");
        assertThat(of(Role.DEVELOPER)).doesNotContain("secret:manage", "secret:write");
        assertThat(Role.DEVELOPER.spec().permissions()).noneMatch(Permission::givesAccess);
    }

    @Test
    void whoAdministersGivesEveryRoleOfThoseWhoWork() {
        for (Role role : Set.of(Role.ADMIN, Role.DEVELOPER, Role.EDITOR, Role.LAUNCHER, Role.VIEWER)) {
            assertThat(of(Role.ADMIN)).containsAll(of(role));
        }
        for (Role role : Set.of(Role.OWNER, Role.AUDITOR, Role.SCIM_PROVISIONER)) {
            assertThat(of(role)).anyMatch(each -> !of(Role.ADMIN).contains(each));
        }
    }

    @Test
    void nobodyDeclaresARoleOfSuchAName() {
        assertThat(Role.isBuiltIn("auditor")).isTrue();
        assertThat(Role.isBuiltIn("Auditors")).isFalse();
    }
}
