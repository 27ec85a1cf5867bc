package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;
import java.sql.SQLException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Collectors;

/** The numbers of events that a statement took while it moved the executions' rows: one each. */
final class EventNumbers {
    private record Taken(ExecutionKey execution, int n) {}

    private EventNumbers() {}

    /** Runs a statement that returns tenant, id and events of each row it has moved. */
    static Map<ExecutionKey, Integer> of(Sql moves) throws SQLException {
        return moves
                .list(row -> new Taken(
                        new ExecutionKey(row.getString("tenant"), new ExecutionId(row.getObject("id", UUID.class))),
                        row.getInt("events")))
                .stream()
                .collect(Collectors.toMap(Taken::execution, Taken::n));
    }

    static int taken(Map<ExecutionKey, Integer> numbers, LockedExecution row) {
        Integer n = numbers.get(row.key());
        if (n == null) {
            throw new NoSuchElementException("an event of an execution that was not moved");
        }
        return n;
    }
}
