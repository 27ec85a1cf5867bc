package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.NOW;
import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Permission.EXECUTION_CREATE;
import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldersTest {
    private static final Namespace DATA = new Namespace("acme.data");

    private final Acme acme = new Acme().role("reader", 4, Permission.EXECUTION_READ);

    private List<Holding> holders(Optional<UUID> from, int most) {
        return acme.engineAt(NOW)
                .holders("acme", EXECUTION_CREATE, DATA, from, most)
                .orElseThrow();
    }

    private List<Holding> holders() {
        return holders(Optional.empty(), 100);
    }

    @Test
    void areThoseWhomABindingThereOrAboveGivesThePermission() {
        acme.bind("of-ada", "Launcher", "acme", "ada").bindGroup("of-ops", "Owner", "root", "ops");

        assertThat(holders())
                .containsExactlyInAnyOrder(
                        new Holding(
                                "Launcher",
                                new Namespace("acme"),
                                binding("of-ada"),
                                "of-ada",
                                id("ada"),
                                Optional.empty(),
                                Optional.empty()),
                        new Holding(
                                "Owner",
                                Namespace.ROOT,
                                binding("of-ops"),
                                "of-ops",
                                id("ops"),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void areNotThoseWithAnotherRoleOrElsewhereOrBelow() {
        acme.bind("other-role", "reader", "acme.data", "ada")
                .bind("elsewhere", "Launcher", "acme.dev", "bob")
                .bind("below", "Launcher", "acme.data.eu", "eve");

        assertThat(holders()).isEmpty();
    }

    @Test
    void areNamedOnceByTheNearestBinding() {
        acme.bind("far", "Owner", "root", "ada").bind("near", "Launcher", "acme.data", "ada");

        assertThat(holders()).singleElement().extracting(Holding::name).isEqualTo("near");
    }

    @Test
    void areNamedWithTheConditionAndTheEndOfTheirBinding() {
        var end = NOW.plusSeconds(60);
        acme.bindWhen("if", "Launcher", "acme", "false", "ada").bindUntil("until", "Launcher", "acme", end, "bob");

        assertThat(holders())
                .extracting(Holding::principal, Holding::when, Holding::expires)
                .containsExactlyInAnyOrder(
                        tuple(id("ada"), Optional.of("false"), Optional.empty()),
                        tuple(id("bob"), Optional.empty(), Optional.of(end)));
    }

    @Test
    void areNamedByABindingOnATermOnlyWhereNoneFurtherAwayHasFewer() {
        acme.bindWhen("near-if", "Launcher", "acme.data", "false", "ada")
                .bindUntil("until", "Launcher", "acme", NOW.plusSeconds(60), "ada");
        assertThat(holders()).extracting(Holding::name).containsExactly("until");

        acme.bind("for-good", "Owner", "root", "ada");
        assertThat(holders()).extracting(Holding::name).containsExactly("for-good");
    }

    @Test
    void comeInPagesInTheOrderOfTheirIds() {
        for (int i = 0; i < 25; i++) {
            acme.bind("b" + i, "Launcher", "acme", "person" + i);
        }
        List<Holding> all = new ArrayList<>(holders(Optional.empty(), 10));
        while (all.size() < 25) {
            List<Holding> next = holders(Optional.of(all.getLast().principal()), 11);
            assertThat(next.getFirst()).isEqualTo(all.getLast());
            all.addAll(next.subList(1, next.size()));
        }

        assertThat(all)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(comparing(each -> each.principal().toString()));
    }

    @Test
    void areUnknownWhereDecisionsWouldBeUnavailable() {
        var tooLate = acme.engineAt(NOW.plus(Acme.MAX_AGE).plusMillis(1));

        assertThat(tooLate.holders("acme", EXECUTION_CREATE, DATA, Optional.empty(), 9))
                .isEmpty();
        assertThat(acme.engineAt(NOW).holders("globex", EXECUTION_CREATE, DATA, Optional.empty(), 9))
                .isEmpty();
    }
}
