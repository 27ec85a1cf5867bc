package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void aNamespaceIsADottedPathOfLabels() {
        assertThat(Namespace.parse("acme.data-2.etl")).contains(new Namespace("acme.data-2.etl"));
        assertThat(Namespace.parse("root")).contains(Namespace.ROOT);
    }

    @Test
    void anythingElseIsNoNamespace() {
        for (var text : new String[] {
            "",
            ".",
            "acme.",
            ".acme",
            "a..b",
            "Acme",
            "a_b",
            "-a",
            "a-",
            "a/b",
            "root.acme",
            "a ",
            "x".repeat(64),
            "a.".repeat(130) + "a"
        }) {
            assertThat(Namespace.parse(text)).as(text).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Namespace("Acme"));
    }

    @Test
    void aNamespaceCoversItselfAndWhatLiesBelow() {
        var data = new Namespace("acme.data");

        assertThat(data.covers(data)).isTrue();
        assertThat(data.covers(new Namespace("acme.data.etl"))).isTrue();
        assertThat(Namespace.ROOT.covers(data)).isTrue();
    }

    @Test
    void aNamespaceCoversNothingElse() {
        var data = new Namespace("acme.data");

        assertThat(data.covers(new Namespace("acme"))).isFalse();
        assertThat(data.covers(new Namespace("acme.database"))).isFalse();
        assertThat(data.covers(Namespace.ROOT)).isFalse();
    }

    @Test
    void anAncestryEndsAtTheRoot() {
        assertThat(new Namespace("a.b").ancestry())
                .containsExactly(new Namespace("a.b"), new Namespace("a"), Namespace.ROOT);
        assertThat(Namespace.ROOT.ancestry()).containsExactly(Namespace.ROOT);
    }

    @Test
    void aJobNameIsANamespaceAndALabel() {
        assertThat(JobName.parse("acme.data/etl")).contains(new JobName(new Namespace("acme.data"), "etl"));
        assertThat(new JobName(new Namespace("acme.data"), "etl")).hasToString("acme.data/etl");
    }

    @Test
    void anythingElseIsNoJobName() {
        for (var text : new String[] {"", "/", "etl", "acme/", "/etl", "acme/etl/x", "acme/Etl", "Acme/etl"}) {
            assertThat(JobName.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void aPermissionIsOneOfTheCatalogue() {
        assertThat(Permission.parse("execution:create")).contains(Permission.EXECUTION_CREATE);
        assertThat(Permission.parse("job:write")).contains(Permission.write("job"));
        assertThat(Permission.ALL).hasSize(47);
    }

    @Test
    void anythingElseIsNoPermission() {
        assertThat(Permission.parse("execution:delete")).isEmpty();
        assertThat(Permission.parse("*")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Permission.read("planet"));
    }

    @Test
    void theBuiltInRolesOwnTheirNames() {
        assertThat(Role.isBuiltIn("Owner")).isTrue();
        assertThat(Role.isBuiltIn("launcher")).isTrue();
        assertThat(Role.isBuiltIn("stopper")).isFalse();
    }

    @Test
    void aRoleAllowsSomething() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RoleSpec("", Set.of()));
    }

    @Test
    void aSecretReferenceIsItsPlace() {
        var secret = new SecretReference("embedded", new Namespace("acme.data"), "password");

        assertThat(secret).hasToString("embedded/acme.data/password");
    }
}
