package dev.gatehouse.policy;

import java.util.UUID;

/** A stop that an administrator set and that is in force. */
public record KillSwitch(UUID id, long revision, StopExtent extent, StopLevel level) {
    /** The kind of the rule that it is. */
    public static final String KIND = "killswitch";

    Rule rule() {
        return new Rule(KIND, id, revision);
    }
}
