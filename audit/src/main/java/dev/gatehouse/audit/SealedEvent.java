package dev.gatehouse.audit;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.Optional;

/** An event as it is stored: its stamp, its final leaf, and the values behind the leaf's commitments. */
public record SealedEvent(
        EventStamp stamp, EventCode code, Optional<ExecutionId> execution, Leaf leaf, List<EventDetail> details) {
    public SealedEvent {
        details = List.copyOf(details);
    }
}
