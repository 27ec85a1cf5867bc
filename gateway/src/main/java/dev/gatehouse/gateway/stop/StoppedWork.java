package dev.gatehouse.gateway.stop;

import dev.gatehouse.gateway.deprovision.CascadeStep;
import java.util.UUID;

/** What there is to end in the extents of kill switches. Thread-safe. */
public interface StoppedWork {
    /** Some of what the switch ends, after the id; looked up outside any transaction. */
    CascadeStep.Batch after(SetSwitch stop, UUID after);
}
