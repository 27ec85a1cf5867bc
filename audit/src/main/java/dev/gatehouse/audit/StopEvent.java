package dev.gatehouse.audit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What administrators held up: kill switches and maintenance. */
public sealed interface StopEvent extends AuditEvent {
    /**
     * A kill switch.
     *
     * @param extent {@code tenant}, {@code namespace}, {@code job}, {@code workerGroup} or {@code subject}
     * @param target what of these it is, by name or id; empty for the whole tenant
     * @param level {@code BLOCK}, {@code DRAIN} or {@code KILL}
     */
    record Switch(UUID id, long revision, String extent, String target, String level) {
        private EventContent.Draft in(EventContent.Draft draft) {
            return draft.resource("killswitch/" + id + "@" + revision)
                    .fact("extent", extent)
                    .fact("level", level)
                    .field("target", target);
        }
    }

    /**
     * A kill switch is in force from here on, or lasts longer than before.
     *
     * @param expiresAt absent where it lasts until somebody lifts it
     */
    record KillSwitchSet(
            Actor actor, DecisionReference decision, Switch set, String reason, Optional<Instant> expiresAt)
            implements StopEvent {
        @Override
        public EventContent content() {
            return set.in(EventContent.of(EventCode.KILL_SWITCH_SET))
                    .actor(actor)
                    .decision(decision)
                    .fact("expires", expiresAt.map(Instant::toEpochMilli))
                    .field("reason", reason)
                    .done();
        }
    }

    /** Somebody lifted a kill switch. */
    record KillSwitchLifted(Actor actor, DecisionReference decision, Switch lifted) implements StopEvent {
        @Override
        public EventContent content() {
            return lifted.in(EventContent.of(EventCode.KILL_SWITCH_LIFTED))
                    .actor(actor)
                    .decision(decision)
                    .done();
        }
    }

    /** The time of a kill switch was over. */
    record KillSwitchExpired(Switch expired) implements StopEvent {
        @Override
        public EventContent content() {
            return expired.in(EventContent.of(EventCode.KILL_SWITCH_EXPIRED)).done();
        }
    }

    /**
     * All that a kill switch had to end is ended, or was told to.
     *
     * @param ended how many of what
     */
    record KillSwitchEnforced(Switch enforced, Map<String, Long> ended) implements StopEvent {
        public KillSwitchEnforced {
            ended = Map.copyOf(ended);
        }

        @Override
        public EventContent content() {
            return enforced.in(EventContent.of(EventCode.KILL_SWITCH_ENFORCED))
                    .fact("ended", ended)
                    .done();
        }
    }

    /** Maintenance began, or something else is said of it: nothing is accepted, and nothing begins. */
    record MaintenanceBegun(Actor actor, DecisionReference decision, UUID maintenance, long revision, String message)
            implements StopEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.MAINTENANCE_BEGUN)
                    .actor(actor)
                    .decision(decision)
                    .resource("maintenance/" + maintenance + "@" + revision)
                    .field("message", message)
                    .done();
        }
    }

    /** Maintenance is over. */
    record MaintenanceEnded(Actor actor, DecisionReference decision, UUID maintenance, long revision)
            implements StopEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.MAINTENANCE_ENDED)
                    .actor(actor)
                    .decision(decision)
                    .resource("maintenance/" + maintenance + "@" + revision)
                    .done();
        }
    }
}
