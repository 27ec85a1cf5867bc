package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.NearMiss.Cause.CONDITION_DOES_NOT_HOLD;
import static dev.gatehouse.policy.NearMiss.Cause.ELSEWHERE;
import static dev.gatehouse.policy.NearMiss.Cause.EXPIRED;
import static dev.gatehouse.policy.NearMiss.Cause.ROLE_LACKS_PERMISSION;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearMissTest {
    private final Subject ada = person("ada", "engineers");
    private final Acme acme = new Acme().role("reader", 4, Permission.EXECUTION_READ);

    private List<NearMiss> missed(Question<?> question) {
        return switch (acme.decide(question)) {
            case Decision.Deny<?> deny -> deny.nearMisses();
            case Decision.Allow<?> _, Decision.ApprovalRequired<?> _, Decision.Unavailable<?> _ ->
                throw new AssertionError("not denied");
        };
    }

    private static NearMiss miss(NearMiss.Cause cause, String binding, String namespace, String role, String whom) {
        return new NearMiss(
                cause,
                Permission.EXECUTION_CREATE,
                new Namespace("acme.data"),
                binding(binding),
                binding,
                new Namespace(namespace),
                role,
                id(whom),
                "");
    }

    @Test
    void namesABindingThatGivesThePermissionElsewhere() {
        acme.bind("of-ada", "Launcher", "acme.dev", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .containsExactly(miss(ELSEWHERE, "of-ada", "acme.dev", "Launcher", "ada"));
    }

    @Test
    void namesABindingThatGivesAnotherPermissionThere() {
        acme.bind("of-ada", "reader", "acme", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .containsExactly(miss(ROLE_LACKS_PERMISSION, "of-ada", "acme", "reader", "ada"));
    }

    @Test
    void namesBindingsOfItsGroups() {
        acme.bindGroup("of-engineers", "Launcher", "acme.dev", "engineers");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .containsExactly(miss(ELSEWHERE, "of-engineers", "acme.dev", "Launcher", "engineers"));
    }

    @Test
    void namesNoBindingThatLacksBoth() {
        acme.bind("of-ada", "reader", "acme.dev", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl"))).isEmpty();
    }

    @Test
    void namesNobodyElsesBindings() {
        acme.bind("of-bob", "Launcher", "acme.data", "bob").bindGroup("of-sales", "Launcher", "acme.data", "sales");

        assertThat(missed(lookUp(ada, "acme.data/etl"))).isEmpty();
    }

    @Test
    void countsABindingBelowAsElsewhere() {
        acme.bind("below", "Launcher", "acme.data.eu", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .containsExactly(miss(ELSEWHERE, "below", "acme.data.eu", "Launcher", "ada"));
    }

    @Test
    void namesTheNearestFirst() {
        acme.bind("far", "Launcher", "other.place", "ada")
                .bind("sibling", "Launcher", "acme.dev", "ada")
                .bind("below", "Launcher", "acme.data.eu", "ada")
                .bind("here", "reader", "acme.data", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .extracting(NearMiss::name)
                .containsExactly("here", "below", "sibling", "far");
    }

    @Test
    void namesAtMostEight() {
        for (int i = 0; i < 20; i++) {
            acme.bind("b" + i, "Launcher", "acme.dev.n" + i, "ada");
        }
        acme.bind("nearest", "Launcher", "acme.dev", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .hasSize(8)
                .first()
                .extracting(NearMiss::name)
                .isEqualTo("nearest");
    }

    @Test
    void namesABindingWhoseConditionDoesNotHoldWithTheCondition() {
        acme.bindWhen("mondays", "Launcher", "acme", "now.getDayOfWeek() == 1\n  && true", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl"))).singleElement().satisfies(miss -> {
            assertThat(miss.cause()).isEqualTo(CONDITION_DOES_NOT_HOLD);
            assertThat(miss.sentence())
                    .endsWith(" in acme, but on a condition that does not hold: now.getDayOfWeek() == 1 && true");
            assertThat(miss.fact()).isEqualTo("condition_does_not_hold rolebinding/" + id("mondays") + "@2");
        });
    }

    @Test
    void namesABindingWhoseConditionHoldsAsNoMiss() {
        acme.bindWhen("sundays", "Launcher", "acme", "now.getDayOfWeek() == 0", "ada");

        acme.allowed(lookUp(ada, "acme.data/etl"));
    }

    @Test
    void namesABindingThatExpiredWithTheMoment() {
        acme.bindUntil("last-week", "Launcher", "acme", Acme.NOW, "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl"))).singleElement().satisfies(miss -> {
            assertThat(miss.cause()).isEqualTo(EXPIRED);
            assertThat(miss.sentence()).endsWith(" in acme, but expired at 2026-11-22T10:00:00Z");
        });
    }

    @Test
    void cutsALongCondition() {
        acme.bindWhen("long", "Launcher", "acme", "subject.name == '" + "x".repeat(500) + "'", "ada");

        assertThat(missed(lookUp(ada, "acme.data/etl")))
                .singleElement()
                .satisfies(miss -> assertThat(miss.terms()).hasSize(203).endsWith("x..."));
    }

    @Test
    void saysOfADenialForAnotherReasonNothing() {
        acme.bind("of-ada", "Launcher", "acme.dev", "ada");

        assertThat(missed(lookUp(Acme.ended("ada"), "acme.dev/etl"))).isEmpty();
    }

    @Test
    void holdsInAFactNothingButCodesAndIds() {
        var miss = miss(ELSEWHERE, "of-ada", "acme.dev", "Launcher", "ada");

        assertThat(miss.fact()).isEqualTo("elsewhere rolebinding/" + id("of-ada") + "@2");
    }

    @Test
    void saysToAdministratorsWhatWasMissing() {
        var elsewhere = miss(ELSEWHERE, "of-ada", "acme.dev", "Launcher", "ada");
        var lacks = miss(ROLE_LACKS_PERMISSION, "of-ada", "acme", "reader", "ada");

        assertThat(elsewhere.sentence())
                .isEqualTo("rolebinding of-ada@2 gives Launcher to " + id("ada")
                        + ", but in acme.dev and not in acme.data");
        assertThat(lacks.sentence())
                .isEqualTo("rolebinding of-ada@2 gives reader to " + id("ada")
                        + " in acme, but reader is without execution:create");
    }
}
