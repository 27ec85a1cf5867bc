package dev.gatehouse.gateway.execution;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Whose turn it is among the sessions that claim from one group: one execution each, until each has what it wants. */
final class Turns {
    private final Deque<Place> places = new ArrayDeque<>();

    private record Place(WorkerSession session, int left) {}

    void join(ClaimCommand command) {
        places.addLast(new Place(command.session(), command.max()));
    }

    /** Nothing when nobody wants any more. */
    Optional<WorkerSession> next() {
        Place place = places.pollFirst();
        if (place == null) {
            return Optional.empty();
        }
        if (place.left() > 1) {
            places.addLast(new Place(place.session(), place.left() - 1));
        }
        return Optional.of(place.session());
    }
}
