package dev.gatehouse.policy;

import static java.util.Comparator.comparingInt;

import dev.gatehouse.policy.GrantIndex.Given;
import dev.gatehouse.policy.NearMiss.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds, among what a subject is given, what would have allowed what nothing allows. It looks through all of it, so it is
 * asked for denials only.
 */
final class NearMisses {
    /** An event holds them and is bounded; these are the nearest ones. */
    static final int MOST = 8;

    private NearMisses() {}

    /** Nearest first: fewest steps up and down the namespaces from the one that was asked about. */
    static List<NearMiss> among(Stream<Given> given, Permission permission, Namespace asked, Instant now) {
        return given.flatMap(each -> of(each, permission, asked, now).stream())
                .sorted(comparingInt((NearMiss miss) -> steps(miss.namespace(), asked))
                        .thenComparing(NearMiss::cause)
                        .thenComparing(miss -> miss.namespace().path())
                        .thenComparing(NearMiss::name)
                        .thenComparing(NearMiss::role)
                        .thenComparing(miss -> miss.principal().toString()))
                .limit(MOST)
                .toList();
    }

    private static Optional<NearMiss> of(Given given, Permission permission, Namespace asked, Instant now) {
        boolean permits = given.role().spec().permissions().contains(permission);
        boolean reaches = given.binding().namespace().covers(asked);
        if (!permits && !reaches) {
            return Optional.empty();
        }
        var cause = cause(given.binding(), permits, reaches, now);
        return Optional.of(new NearMiss(
                cause,
                permission,
                asked,
                given.binding().rule(),
                given.binding().name(),
                given.binding().namespace(),
                given.role().name(),
                given.principal(),
                terms(cause, given.binding())));
    }

    private static String terms(Cause cause, Binding binding) {
        return switch (cause) {
            case ELSEWHERE, ROLE_LACKS_PERMISSION -> "";
            case EXPIRED -> binding.expires().map(Instant::toString).orElse("");
            case CONDITION_DOES_NOT_HOLD ->
                binding.when().map(when -> when.text().replaceAll("\\s+", " ")).orElse("");
        };
    }

    /** What permits and reaches, and did not allow it, has ended or has a condition. */
    private static Cause cause(Binding binding, boolean permits, boolean reaches, Instant now) {
        if (!permits) {
            return Cause.ROLE_LACKS_PERMISSION;
        }
        if (!reaches) {
            return Cause.ELSEWHERE;
        }
        return binding.expires().filter(end -> !now.isBefore(end)).isPresent()
                ? Cause.EXPIRED
                : Cause.CONDITION_DOES_NOT_HOLD;
    }

    /** From one to the other over the nearest namespace that covers both. */
    private static int steps(Namespace one, Namespace other) {
        List<Namespace> up = one.ancestry();
        List<Namespace> down = other.ancestry();
        int shared = 0;
        while (shared < Math.min(up.size(), down.size())
                && up.get(up.size() - 1 - shared).equals(down.get(down.size() - 1 - shared))) {
            shared++;
        }
        return up.size() + down.size() - 2 * shared;
    }
}
