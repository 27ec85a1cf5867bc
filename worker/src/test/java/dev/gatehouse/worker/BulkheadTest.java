package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final Bulkhead room = new Bulkhead(3, 2);

    @Test
    void onePartyDoesNotTakeTheRoomOfOthers() {
        assertThat(room.enter("acme")).isTrue();
        assertThat(room.enter("acme")).isTrue();

        assertThat(room.enter("acme")).isFalse();
        assertThat(room.enter("globex")).isTrue();
        assertThat(room.enter("initech")).isFalse();
    }

    @Test
    void whoeverLeavesMakesRoom() {
        room.enter("acme");
        room.enter("acme");
        room.enter("globex");

        room.leave("acme");

        assertThat(room.enter("initech")).isTrue();
        assertThat(room.enter("acme")).isFalse();
        room.leave("globex");
        assertThat(room.enter("acme")).isTrue();
    }

    @Test
    void nobodyLeavesWhoIsNotInside() {
        room.enter("acme");

        assertThatThrownBy(() -> room.leave("globex")).isInstanceOf(IllegalStateException.class);
        assertThat(room.enter("globex")).isTrue();
        assertThat(room.enter("globex")).isTrue();
    }
}
