package dev.gatehouse.gateway.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Rounds of commands, each of which names an object only once: a transaction decides on the rows as it found them, so
 * what comes to the same object twice is done one after the other.
 */
final class Rounds {
    private Rounds() {}

    /** One outcome a command, in order, of as many transactions as one object is named at most: mostly one. */
    static <C, O> List<O> each(List<C> commands, Function<C, ?> object, Function<List<C>, List<O>> transaction) {
        List<Optional<O>> outcomes = new ArrayList<>(IntStream.range(0, commands.size())
                .mapToObj(_ -> Optional.<O>empty())
                .toList());
        List<Integer> left = IntStream.range(0, commands.size()).boxed().toList();
        while (!left.isEmpty()) {
            Set<Object> named = new HashSet<>();
            List<Integer> round = left.stream()
                    .filter(i -> named.add(object.apply(commands.get(i))))
                    .toList();
            List<O> done = transaction.apply(round.stream().map(commands::get).toList());
            for (int i = 0; i < round.size(); i++) {
                outcomes.set(round.get(i), Optional.of(done.get(i)));
            }
            left = left.stream().filter(i -> outcomes.get(i).isEmpty()).toList();
        }
        return outcomes.stream().map(Optional::orElseThrow).toList();
    }
}
