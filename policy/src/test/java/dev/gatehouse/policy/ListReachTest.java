package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.guardrail;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.ListPermit.Reach.ALL;
import static dev.gatehouse.policy.ListPermit.Reach.BY_NAME;
import static dev.gatehouse.policy.ListPermit.Reach.BY_NAMESPACE;
import static dev.gatehouse.policy.Permission.EXECUTION_READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.ListPermit.Reach;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How far leave to list a subtree goes, where rules differ within it. */
class ListReachTest {
    private final Subject ada = person("ada");
    private final Acme acme = new Acme().bind("owners", "Owner", "acme", "ada");

    private Acme guard(String namespace, Effect effect, String... when) {
        return acme.guard(new Guardrail(
                guardrail("hidden"),
                new Namespace(namespace),
                "hidden",
                Set.of(EXECUTION_READ),
                List.of(),
                Stream.of(when).findFirst().map(Acme::expression),
                effect,
                false,
                ""));
    }

    private ListPermit list() {
        return acme.allowed(new ListQuestion(ada, EXECUTION_READ, new Namespace("acme")));
    }

    private List<String> deniedToSee(String namespace, String name) {
        return acme.denied(list().toSee(new Namespace(namespace), name));
    }

    @Test
    void isAllWhereNoGuardrailIsAboutTheList() {
        assertThat(list().reach()).isEqualTo(ALL);

        guard("globex", new Effect.Deny());
        acme.guard("runs", "acme.prod", new Effect.Deny());
        assertThat(list().reach()).isEqualTo(ALL);
    }

    @Test
    void isByNamespaceWhereOneBelowDenies() {
        guard("acme.prod", new Effect.Deny());

        assertThat(list().reach()).isEqualTo(BY_NAMESPACE);
        assertThat(deniedToSee("acme.prod", "etl")).containsExactly(Reason.GUARDRAIL);
        assertThat(deniedToSee("acme.prod.eu", "etl")).containsExactly(Reason.GUARDRAIL);
        acme.allowed(list().toSee(new Namespace("acme.dev"), "etl"));
    }

    @Test
    void isAllWhereOneBelowOnlyWarnsOrDoesNotHoldForTheCaller() {
        guard("acme.prod", new Effect.Warn());
        assertThat(list().reach()).isEqualTo(ALL);

        guard("acme.prod", new Effect.Deny(), "subject.name == 'bob'");
        assertThat(list().reach()).isEqualTo(ALL);
    }

    @Test
    void isByNamespaceWhereOneAboveGoesByThePlace() {
        guard("root", new Effect.Deny(), "resource.namespace == 'acme.prod'");

        assertThat(list().reach()).isEqualTo(BY_NAMESPACE);
        assertThat(deniedToSee("acme.prod", "etl")).containsExactly(Reason.GUARDRAIL);
        acme.allowed(list().toSee(new Namespace("acme.dev"), "etl"));
    }

    @Test
    void isByNameWhereOneGoesByTheName() {
        guard("acme", new Effect.Deny(), "resource.name == 'payroll'");

        assertThat(list().reach()).isEqualTo(BY_NAME);
        assertThat(deniedToSee("acme", "payroll")).containsExactly(Reason.GUARDRAIL);
        acme.allowed(list().toSee(new Namespace("acme"), "etl"));
    }

    @Test
    void aPlaceThatDoesNotMatterToAConditionIsNotAskedFor() {
        guard("acme", new Effect.Deny(), "subject.name == 'bob' && resource.namespace == 'acme.prod'");

        assertThat(list().reach()).isEqualTo(ALL);
    }

    @Test
    void isByNameWhereOnlyABindingThatGoesByThePlaceGivesIt() {
        var conditional =
                new Acme().bindWhen("here", "Viewer", "acme", "resource.namespace in ['acme', 'acme.dev']", "ada");
        ListPermit list = conditional.allowed(new ListQuestion(ada, EXECUTION_READ, new Namespace("acme")));

        assertThat(list.reach()).isEqualTo(BY_NAME);
        conditional.allowed(list.toSee(new Namespace("acme.dev"), "etl"));
        assertThat(conditional.denied(list.toSee(new Namespace("acme.prod"), "etl")))
                .containsExactly(Reason.NO_MATCHING_ROLE);
    }

    @Test
    void isAllOfTheOneThingThatIsAskedAbout() {
        guard("acme.prod", new Effect.Deny());

        Reach reach = acme.allowed(new ListQuestion(ada, EXECUTION_READ, new Namespace("acme"), Optional.of("etl")))
                .reach();

        assertThat(reach).isEqualTo(ALL);
    }
}
