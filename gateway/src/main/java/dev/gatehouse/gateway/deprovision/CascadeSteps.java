package dev.gatehouse.gateway.deprovision;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The steps there are, in the order in which they are taken: credentials before what was done with them. */
@Singleton
final class CascadeSteps {
    private static final List<String> ORDER = List.of("tokens", "sessions", "executions", "leases");

    private final List<CascadeStep> steps;

    CascadeSteps(@All List<CascadeStep> steps) {
        this.steps = steps.stream()
                .sorted(Comparator.comparingInt(CascadeSteps::position).thenComparing(CascadeStep::name))
                .toList();
    }

    /** A step of another part comes last. */
    private static int position(CascadeStep step) {
        int known = ORDER.indexOf(step.name());
        return known < 0 ? ORDER.size() : known;
    }

    List<CascadeStep> of(Extent extent) {
        return steps.stream().filter(step -> step.isPartOf(extent)).toList();
    }

    /** The step of that name; nothing when this gateway is too old to have it. */
    Optional<CascadeStep> named(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }
}
