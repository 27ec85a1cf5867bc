package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.NOW;
import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HoldingTest {
    private final Acme acme = new Acme();

    private List<Holding> held(String... principals) {
        return held(NOW, principals);
    }

    private List<Holding> held(Instant now, String... principals) {
        return acme.engineAt(now)
                .holdings("acme", Set.copyOf(Stream.of(principals).map(Acme::id).toList()))
                .orElseThrow();
    }

    private static Holding holding(String role, String namespace, String binding, String principal) {
        return new Holding(
                role,
                new Namespace(namespace),
                binding(binding),
                binding,
                id(principal),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void saysWhoHoldsWhatWhereAndByWhichBinding() {
        acme.bind("of-ada", "Launcher", "acme", "ada").bindGroup("of-ops", "Owner", "acme.data", "ops");

        assertThat(held("ada", "ops"))
                .containsExactly(
                        holding("Launcher", "acme", "of-ada", "ada"), holding("Owner", "acme.data", "of-ops", "ops"));
    }

    @Test
    void saysNothingOfOthers() {
        acme.bind("of-ada", "Launcher", "acme", "ada").bindGroup("of-ops", "Owner", "acme.data", "ops");

        assertThat(held("bob", "others")).isEmpty();
        assertThat(held("ada")).hasSize(1);
    }

    @Test
    void leavesOutRolesThatAreNotThere() {
        acme.bind("of-ada", "nothing-like-it", "acme", "ada");

        assertThat(held("ada")).isEmpty();
    }

    @Test
    void saysOfTheSameRoleGivenTwiceThatItIs() {
        acme.bind("one", "Launcher", "acme", "ada").bind("two", "Launcher", "acme", "ada");

        assertThat(held("ada"))
                .containsExactlyInAnyOrder(
                        holding("Launcher", "acme", "one", "ada"), holding("Launcher", "acme", "two", "ada"))
                .extracting(Holding::key)
                .doesNotHaveDuplicates();
    }

    @Test
    void ordersByNamespaceRoleAndPrincipal() {
        acme.bind("b1", "Owner", "root", "ada")
                .bind("b2", "Launcher", "root", "ada")
                .bind("b3", "Owner", "acme", "ada")
                .bindGroup("b4", "Owner", "acme", "ops");

        assertThat(held("ada", "ops"))
                .isSorted()
                .extracting(Holding::role)
                .containsExactly("Owner", "Owner", "Launcher", "Owner");
    }

    @Test
    void isUnknownWhereDecisionsWouldBeUnavailable() {
        acme.bind("of-ada", "Launcher", "acme", "ada");
        var atTheLimit = NOW.plus(Acme.MAX_AGE);

        assertThat(held(atTheLimit, "ada")).hasSize(1);
        assertThat(acme.engineAt(atTheLimit.plusMillis(1)).holdings("acme", Set.of(id("ada"))))
                .isEmpty();
        assertThat(acme.engineAt(NOW.minusMillis(1)).holdings("acme", Set.of(id("ada"))))
                .isEmpty();
        assertThat(acme.engineAt(NOW).holdings("globex", Set.of(id("ada")))).isEmpty();
    }
}
