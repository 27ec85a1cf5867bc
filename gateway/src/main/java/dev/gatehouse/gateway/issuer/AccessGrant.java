package dev.gatehouse.gateway.issuer;

import dev.gatehouse.policy.SubjectEpoch;
import java.util.Optional;
import java.util.UUID;

/**
 * What an access token of ours says: who has access, as of which epoch, and who acts in whose place.
 *
 * @param id its {@code jti}
 * @param client who asked for it, as {@code client_id} says it
 * @param subject the subject whose access it is
 * @param impersonator who acts as the subject, where it is somebody else
 */
public record AccessGrant(
        String tenant, UUID id, String client, SubjectEpoch subject, Optional<Impersonator> impersonator) {}
