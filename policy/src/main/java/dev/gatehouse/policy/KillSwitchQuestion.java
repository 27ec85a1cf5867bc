package dev.gatehouse.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** May the subject set a kill switch on this extent, or lift the one that is there? */
public record KillSwitchQuestion(Subject subject, StopExtent extent, Act act) implements Question<KillSwitchPermit> {
    /** What becomes of it. */
    public sealed interface Act {
        /**
         * It is set.
         *
         * @param reason for people
         * @param lasts until somebody lifts it, where absent
         */
        record Setting(StopLevel level, String reason, Optional<Duration> lasts) implements Act {}

        /** It is lifted. */
        record Lifting(UUID id) implements Act {}
    }

    @Override
    public Permission permission() {
        return Permission.KILL_SWITCH_WRITE;
    }

    @Override
    public Namespace namespace() {
        return extent.namespace();
    }
}
