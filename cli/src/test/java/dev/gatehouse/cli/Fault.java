package dev.gatehouse.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Something that befalls one process or one link, and is mended after a while.
 *
 * @param after from the beginning of the round
 * @param lasts until a killed process is started again, a paused one goes on, or a link is open again
 */
record Fault(Kind kind, Target target, Duration after, Duration lasts) {
    enum Kind {
        KILL,
        PAUSE,
        CUT,
        SLOW,
        FREEZE
    }

    enum Target {
        FIRST_GATEWAY,
        SECOND_GATEWAY,
        FIRST_WORKER,
        SECOND_WORKER,
        DATABASE,
        CALLERS_TO_FIRST_GATEWAY,
        CALLERS_TO_SECOND_GATEWAY,
        FIRST_WORKER_TO_FIRST_GATEWAY,
        FIRST_WORKER_TO_SECOND_GATEWAY,
        SECOND_WORKER_TO_FIRST_GATEWAY,
        SECOND_WORKER_TO_SECOND_GATEWAY,
        FIRST_GATEWAY_TO_DATABASE,
        SECOND_GATEWAY_TO_DATABASE;

        private static final Set<Target> PROCESSES =
                EnumSet.of(FIRST_GATEWAY, SECOND_GATEWAY, FIRST_WORKER, SECOND_WORKER, DATABASE);

        private List<Kind> kinds() {
            return PROCESSES.contains(this)
                    ? List.of(Kind.KILL, Kind.PAUSE)
                    : List.of(Kind.CUT, Kind.SLOW, Kind.FREEZE);
        }
    }

    private static final int MOST = 3;
    private static final int ROUNDS_OF_THE_DATABASE_ALONE = 5;
    private static final int EARLIEST_MILLIS = 300;
    private static final int LATEST_MILLIS = 3_000;
    private static final int SHORTEST_MILLIS = 200;

    /** More than a session lives in these runs, with the grace after it. */
    private static final int LONGEST_MILLIS = 9_500;

    /**
     * One round's faults, the same ones for the same seed, in the order in which they begin: up to three at once, each
     * somewhere else; in about one round of five the database's alone.
     */
    static List<Fault> schedule(long seed) {
        RandomGenerator random =
                RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed);
        if (random.nextInt(ROUNDS_OF_THE_DATABASE_ALONE) == 0) {
            return List.of(of(Target.DATABASE, random));
        }
        List<Target> targets = new ArrayList<>(List.of(Target.values()));
        return IntStream.rangeClosed(0, random.nextInt(MOST))
                .mapToObj(_ -> of(targets.remove(random.nextInt(targets.size())), random))
                .sorted(Comparator.comparing(Fault::after))
                .toList();
    }

    private static Fault of(Target target, RandomGenerator random) {
        return new Fault(
                target.kinds().get(random.nextInt(target.kinds().size())),
                target,
                Duration.ofMillis(random.nextInt(EARLIEST_MILLIS, LATEST_MILLIS)),
                Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
    }

    @Override
    public String toString() {
        return kind + " " + target + " after " + after.toMillis() + " ms for " + lasts.toMillis() + " ms";
    }
}
