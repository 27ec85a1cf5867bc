package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final Subject ada = person("ada", "engineers");
    private final Acme acme = new Acme();

    private Explanation explained(Question<?> question) {
        return switch (acme.decide(question)) {
            case Decision.Deny<?> deny -> Explanation.of(question, deny);
            case Decision.Allow<?> _, Decision.ApprovalRequired<?> _, Decision.Unavailable<?> _ ->
                throw new AssertionError("not denied");
        };
    }

    @Test
    void tellsAdministratorsEveryReasonAndWhatNearlyAllowedIt() {
        acme.bindGroup("of-engineers", "Launcher", "acme.dev", "engineers");

        assertThat(explained(lookUp(ada, "acme.data/etl")).forAdministrators())
                .containsExactly(
                        "No binding gives " + id("ada") + " execution:create in acme.data",
                        "rolebinding of-engineers@2 gives Launcher to " + id("engineers")
                                + ", but in acme.dev and not in acme.data");
    }

    @Test
    void tellsWhoeverAskedWhatWasMissingAndNothingOfRules() {
        acme.bindGroup("of-engineers", "Launcher", "acme.dev", "engineers");
        var explained = explained(lookUp(ada, "acme.data/etl"));

        assertThat(explained.decision()).isEqualTo(Acme.DECISION);
        assertThat(explained.forUser())
                .isEqualTo("None of your roles gives you execution:create in acme.data.")
                .doesNotContain(
                        "of-engineers", "acme.dev", "Launcher", id("engineers").toString());
    }

    @Test
    void tellsWhoeverShowsANarrowTokenThatItIsTheToken() {
        acme.bind("of-ada", "Launcher", "acme", "ada");
        var scope = new Scope(id("token"), Set.of(Permission.LOG_READ), Namespace.ROOT);

        assertThat(explained(lookUp(ada.within(Optional.of(scope)), "acme.data/etl"))
                        .forUser())
                .isEqualTo("The scope of your token leaves you no execution:create in acme.data.");
    }

    @Test
    void keepsTheMessageOfAnUnknownReasonFromWhoeverAsked() {
        var question = lookUp(ada, "acme.data/etl");
        var deny = new Decision.Deny<LookupPermit>(
                Acme.DECISION, 1, "", List.of(new Reason("frozen", "bob froze it", Optional.empty())));

        assertThat(Explanation.of(question, deny).forUser())
                .isEqualTo("A rule of your organisation denies execution:create in acme.data.");
    }
}
