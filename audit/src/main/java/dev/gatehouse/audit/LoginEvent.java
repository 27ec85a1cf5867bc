package dev.gatehouse.audit;

import java.util.UUID;

/** Who logged in with a browser, and how that ended. Attempts that failed are counted as failed authentications. */
public sealed interface LoginEvent extends AuditEvent {
    /**
     * A browser got a session.
     *
     * @param actor whose
     * @param provider the identity provider that said who it is
     */
    record LoginSucceeded(Actor actor, UUID session, UUID provider, long revision) implements LoginEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.LOGIN_SUCCEEDED)
                    .actor(actor)
                    .resource("identityprovider/" + provider + "@" + revision)
                    .fact("session", session)
                    .done();
        }
    }

    /**
     * A browser's session was ended before its time.
     *
     * @param actor whose it was
     * @param reason {@code logged_out}, {@code replaced} by another login, or {@code provider_logged_out}
     */
    record LoginEnded(Actor actor, UUID session, String reason) implements LoginEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.LOGIN_ENDED)
                    .actor(actor)
                    .fact("session", session)
                    .fact("reason", reason)
                    .done();
        }
    }
}
