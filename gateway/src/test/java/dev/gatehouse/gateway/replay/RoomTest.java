package dev.gatehouse.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Room room = new Room(3, 2, Problem.of(429, "too_many_trials", "Repeat it in a moment."));

    @Test
    void hasSoManyPlacesForOneTenantAndMoreForOthers() {
        room.enter("acme");
        room.enter("acme");

        assertFull(() -> room.enter("acme"));
        room.enter("globex");
    }

    @Test
    void hasSoManyPlacesForAllTogether() {
        room.enter("acme");
        room.enter("globex");
        room.enter("umbrella");

        assertFull(() -> room.enter("initech"));
    }

    @Test
    void whoLeavesMakesRoom() {
        try (Room.Place _ = room.enter("acme");
                Room.Place _ = room.enter("acme")) {
            assertFull(() -> room.enter("acme"));
        }

        room.enter("acme");
        room.enter("acme");
        assertFull(() -> room.enter("acme"));
    }

    private static void assertFull(ThrowingCallable entering) {
        assertThatThrownBy(entering).isInstanceOfSatisfying(ProblemException.class, refused -> {
            var answer = refused.problem().toResponse();
            assertThat(answer.getStatus()).isEqualTo(429);
            assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
            assertThat(refused.problem().code()).isEqualTo("too_many_trials");
        });
    }
}
