package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskRoomTest {
    private static final long GIGABYTE = 1L << 30;

    @Test
    void thereIsRoomWhileTheLeastPartIsFree() {
        assertThat(DiskRoom.isFull(5 * GIGABYTE, 100 * GIGABYTE, 5)).isFalse();
    }

    @Test
    void thereIsNoneBelowIt() {
        assertThat(DiskRoom.isFull(5 * GIGABYTE - 1, 100 * GIGABYTE, 5)).isTrue();
    }

    @Test
    void anOperatorMayAskForNone() {
        assertThat(DiskRoom.isFull(0, 100 * GIGABYTE, 0)).isFalse();
    }
}
