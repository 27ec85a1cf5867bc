package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent;
import dev.gatehouse.gateway.audit.NumberedEvent;
import dev.gatehouse.observability.ExecutionId;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The numbers of events that a statement took while it moved the executions' rows: one each. */
final class EventNumbers {
    private record Taken(ExecutionKey execution, int n) {}

    private EventNumbers() {}

    /**
     * Runs a statement that returns tenant, id and events of each row it has moved.
     *
     * @param row the row of each move, as it was before
     * @param event what each move is in the execution's record
     */
    static <T> List<NumberedEvent> events(
            Sql statement, List<T> moves, Function<T, LockedExecution> row, Function<T, ExecutionEvent> event)
            throws SQLException {
        Map<ExecutionKey, Integer> numbers = statement
                .list(moved -> new Taken(
                        new ExecutionKey(moved.getString("tenant"), new ExecutionId(moved.getObject("id", UUID.class))),
                        moved.getInt("events")))
                .stream()
                .collect(Collectors.toMap(Taken::execution, Taken::n));
        return moves.stream()
                .map(move ->
                        new NumberedEvent(row.apply(move).tenant(), taken(numbers, row.apply(move)), event.apply(move)))
                .toList();
    }

    private static int taken(Map<ExecutionKey, Integer> numbers, LockedExecution row) {
        Integer n = numbers.get(row.key());
        if (n == null) {
            throw new NoSuchElementException("an event of an execution that was not moved");
        }
        return n;
    }
}
