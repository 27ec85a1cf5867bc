package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.person;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers for what a store does not revoke. */
class LeaseAbandonQuestionTest {
    private static final UUID LEASE = new UUID(7, 9);

    private final Acme acme = new Acme()
            .role("keeper", 1, Permission.write("secretstore"))
            .bind("keepers", "keeper", "root", "ada")
            .bind("launchers", "Launcher", "root", "bob");

    private static LeaseAbandonQuestion by(Subject subject) {
        return new LeaseAbandonQuestion(subject, "vault", LEASE);
    }

    @Test
    void allowsAPersonWhoMayWriteTheStore() {
        var permit = acme.allowed(by(person("ada")));

        assertThat(permit.store()).isEqualTo("vault");
        assertThat(permit.lease()).isEqualTo(LEASE);
    }

    @Test
    void deniesAPersonWhoMayNot() {
        assertThat(acme.denied(by(person("bob")))).containsExactly(Reason.NO_MATCHING_ROLE);
    }

    @ParameterizedTest
    @EnumSource(names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void deniesAProgramWhateverItMay(SubjectKind kind) {
        assertThat(acme.denied(by(Acme.of(kind, person("ada"))))).containsExactly(Reason.PERSON_NEEDED);
    }

    @Test
    void deniesWhoActsAsAPerson() {
        var impersonated = person("ada").actedBy(Optional.of(new SubjectEpoch(Acme.id("eve"), 1)));

        assertThat(acme.denied(by(impersonated))).containsExactly(Reason.PERSON_NEEDED);
    }
}
