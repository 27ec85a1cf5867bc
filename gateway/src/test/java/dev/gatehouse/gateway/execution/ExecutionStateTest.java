package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.AWAITING_APPROVAL;
import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.LOST;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REJECTED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static dev.gatehouse.gateway.execution.ExecutionState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutionStateTest {
    private static final Map<ExecutionState, Set<ExecutionState>> TABLE = Map.of(
            AWAITING_APPROVAL, Set.of(QUEUED, REJECTED, CANCELLED, REVOKED),
            QUEUED, Set.of(LEASED, SUCCEEDED, TIMED_OUT, CANCELLED, REVOKED),
            LEASED, Set.of(RUNNING, QUEUED, LOST, REVOKED, AWAITING_APPROVAL, FAILED, CANCELLED),
            RUNNING, Set.of(SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REVOKED, QUEUED, LOST));

    @ParameterizedTest
    @EnumSource
    void allowsExactlyTheStepsOfTheTable(ExecutionState from) {
        List<ExecutionState> allowed =
                Arrays.stream(ExecutionState.values()).filter(from::mayBecome).toList();

        assertThat(allowed).containsExactlyInAnyOrderElementsOf(TABLE.getOrDefault(from, Set.of()));
    }

    @ParameterizedTest
    @EnumSource
    void isTerminalExactlyWhereTheTableHasNoRow(ExecutionState state) {
        assertThat(state.terminal()).isEqualTo(!TABLE.containsKey(state));
    }

    @Test
    void takesAStepThatTheTableDoesNotKnowForAFaultOfOurs() {
        assertThatIllegalStateException().isThrownBy(() -> SUCCEEDED.requireStepTo(FAILED));
    }
}
