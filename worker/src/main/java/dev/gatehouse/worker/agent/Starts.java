package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import dev.gatehouse.worker.StartsAnswer;
import dev.gatehouse.worker.StartsRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Asks for the start of everything that one claim brought. */
final class Starts {
    private final Door door;

    Starts(Door door) {
        this.door = door;
    }

    /** One answer a claim, in order; nothing where it has to be asked for alone, as a claim that came alone. */
    List<Optional<StartAnswer>> of(Session session, List<Claim> claims) {
        if (claims.size() > 1
                && door.starts(session, request(claims)) instanceof Answer.Ok<StartsAnswer>(StartsAnswer told)
                && told.answers().size() == claims.size()) {
            return told.answers().stream().map(Starts::answer).toList();
        }
        return untold(claims);
    }

    /** Nothing was asked yet. */
    static List<Optional<StartAnswer>> untold(List<Claim> claims) {
        return Collections.nCopies(claims.size(), Optional.empty());
    }

    private static StartsRequest request(List<Claim> claims) {
        return new StartsRequest(claims.stream()
                .map(claim -> new StartRequest(claim.execution(), claim.fence()))
                .toList());
    }

    private static Optional<StartAnswer> answer(StartAnswer told) {
        return Optional.of(told).filter(one -> !(one instanceof StartAnswer.Alone));
    }
}
