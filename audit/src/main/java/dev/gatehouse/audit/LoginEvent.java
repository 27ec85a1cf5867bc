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
     * @param actor who ended it
     * @param subject whose it was
     * @param reason {@code logged_out}, {@code replaced} by another login, {@code too_many} of one person, {@code provider_logged_out},
     *     {@code revoked} from elsewhere, or {@code access_ended}
     */
    record LoginEnded(Actor actor, UUID session, UUID subject, String reason) implements LoginEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.LOGIN_ENDED)
                    .actor(actor)
                    .fact("session", session)
                    .fact("subject", subject)
                    .fact("reason", reason)
                    .done();
        }
    }
}
