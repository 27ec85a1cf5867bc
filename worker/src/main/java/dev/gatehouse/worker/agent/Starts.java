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

    /**
     * What the gateway said of one of several starts.
     *
     * @param mayHaveBegun whether it was asked for: then only an answer says that it did not begin
     * @param answer absent where it has to be asked for alone
     */
    record Told(boolean mayHaveBegun, Optional<StartAnswer> answer) {
        private static final Told NOTHING = new Told(false, Optional.empty());
    }

    /** One a claim, in order. A claim that came alone is asked for alone. */
    List<Told> of(Session session, List<Claim> claims) {
        if (claims.size() == 1) {
            return nothing(claims);
        }
        return switch (door.starts(session, request(claims))) {
            case Answer.Ok<StartsAnswer>(StartsAnswer told)
            when told.answers().size() == claims.size() ->
                told.answers().stream().map(Starts::told).toList();
            case Answer.Refused<StartsAnswer> _ -> nothing(claims);
            case Answer.Ok<StartsAnswer> _, Answer.Away<StartsAnswer> _ ->
                Collections.nCopies(claims.size(), new Told(true, Optional.empty()));
        };
    }

    /** Nothing was asked yet. */
    static List<Told> nothing(List<Claim> claims) {
        return Collections.nCopies(claims.size(), Told.NOTHING);
    }

    private static StartsRequest request(List<Claim> claims) {
        return new StartsRequest(claims.stream()
                .map(claim -> new StartRequest(claim.execution(), claim.fence()))
                .toList());
    }

    private static Told told(StartAnswer answer) {
        return answer instanceof StartAnswer.Alone ? Told.NOTHING : new Told(true, Optional.of(answer));
    }
}
