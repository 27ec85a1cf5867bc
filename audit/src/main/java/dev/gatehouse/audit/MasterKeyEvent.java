package dev.gatehouse.audit;

/** What became of the keys that wrap everything secret at rest. Each is named by its id, which tells nothing of it. */
public sealed interface MasterKeyEvent extends AuditEvent {
    /**
     * There is one more key, which wraps nothing yet.
     *
     * @param place {@code file} or {@code transit}
     */
    record MasterKeyAdded(Actor actor, DecisionReference decision, String key, String place) implements MasterKeyEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.MASTER_KEY_ADDED)
                    .actor(actor)
                    .decision(decision)
                    .fact("key", key)
                    .fact("place", place)
                    .done();
        }
    }

    /** A key wraps what is written from here on, and what others wrapped is wrapped anew. */
    record MasterKeyPromoted(Actor actor, DecisionReference decision, String key, String before)
            implements MasterKeyEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.MASTER_KEY_PROMOTED)
                    .actor(actor)
                    .decision(decision)
                    .fact("key", key)
                    .fact("before", before)
                    .done();
        }
    }

    /** Everything is wrapped by the key, and nothing by any other. */
    record MasterKeyRotated(String key) implements MasterKeyEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.MASTER_KEY_ROTATED)
                    .fact("key", key)
                    .done();
        }
    }
}
