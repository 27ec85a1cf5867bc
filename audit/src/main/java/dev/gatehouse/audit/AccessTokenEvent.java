package dev.gatehouse.audit;

import java.time.Duration;
import java.util.UUID;

/** Which of the installation's own access tokens were made, and for whom. */
public sealed interface AccessTokenEvent extends AuditEvent {
    /**
     * Somebody who proved to be a service account or a SCIM client, or trusted by one, got an access token.
     *
     * @param actor the service account, or the SCIM client
     * @param token the token's {@code jti}; the id of a SCIM client's, which says nothing of itself
     * @param proof {@code key} for one of its own keys, {@code secret} for one of its secrets, {@code trust} for another
     *     issuer's token
     * @param key whose key it was: the {@code kid}, the secret's id, or the other issuer
     */
    record AccessTokenIssued(Actor actor, UUID token, String proof, String key, Duration life)
            implements AccessTokenEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.ACCESS_TOKEN_ISSUED)
                    .actor(actor)
                    .resource("accesstoken/" + token + "@1")
                    .fact("proof", proof)
                    .fact("life", life.toMillis())
                    .field("key", key)
                    .done();
        }
    }

    /**
     * Somebody may act as another subject for a while.
     *
     * @param actor who may
     * @param token the token's {@code jti}
     * @param subject as whom
     */
    record ImpersonationStarted(
            Actor actor, DecisionReference decision, UUID token, UUID subject, String subjectName, Duration life)
            implements AccessTokenEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.IMPERSONATION_STARTED)
                    .actor(actor)
                    .decision(decision)
                    .resource("accesstoken/" + token + "@1")
                    .fact("subject", subject)
                    .fact("life", life.toMillis())
                    .field("subject", subjectName)
                    .done();
        }
    }
}
