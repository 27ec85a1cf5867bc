package dev.gatehouse.gateway.operation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Durations that are each allowed, and that together would take executions from workers that are alive, or not notice in
 * time that one lost its own.
 */
final class PropertyMixes {
    private static final String RENEWAL = "gatehouse.worker.renewal";
    private static final String SESSION_TTL = "gatehouse.worker.session-ttl";

    /** By name: the mappings lie in packages that this one must not know. */
    private static final List<Mix> MIXES = List.of(
            new Mix(RENEWAL, Order.LESS_THAN, SESSION_TTL, "a session would be over before it is renewed"),
            new Mix(
                    RENEWAL,
                    Order.LESS_THAN,
                    "gatehouse.worker.credential-ttl",
                    "a credential would be over before the next one is there"),
            new Mix(
                    "gatehouse.execution.misses-apart",
                    Order.LESS_THAN,
                    RENEWAL,
                    "an execution that its worker lost would not be missed by two renewals in a row"),
            new Mix(
                    "gatehouse.execution.gap-grace",
                    Order.AT_LEAST,
                    SESSION_TTL,
                    "after a gap sessions would be judged before they could be renewed"));

    private final Config config;

    PropertyMixes(Config config) {
        this.config = config;
    }

    private enum Order {
        LESS_THAN("less than"),
        AT_LEAST("at least");

        private final String words;

        Order(String words) {
            this.words = words;
        }

        boolean holds(Duration one, Duration other) {
            int order = one.compareTo(other);
            return switch (this) {
                case LESS_THAN -> order < 0;
                case AT_LEAST -> order >= 0;
            };
        }
    }

    private record Mix(String one, Order order, String other, String otherwise) {}

    /** What is wrong with properties that both exist. */
    Stream<String> problems() {
        return MIXES.stream().flatMap(mix -> problem(mix).stream());
    }

    private Optional<String> problem(Mix mix) {
        Optional<Duration> one = config.getOptionalValue(mix.one(), Duration.class);
        Optional<Duration> other = config.getOptionalValue(mix.other(), Duration.class);
        if (one.isEmpty() || other.isEmpty() || mix.order().holds(one.get(), other.get())) {
            return Optional.empty();
        }
        return Optional.of(told(mix.one(), one.get()) + ": it has to be " + mix.order().words + " "
                + told(mix.other(), other.get()) + ", or " + mix.otherwise());
    }

    private static String told(String property, Duration value) {
        return property + " (" + Variables.variable(property) + ") of " + value;
    }
}
