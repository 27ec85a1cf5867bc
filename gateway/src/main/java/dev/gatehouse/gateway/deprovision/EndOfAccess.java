package dev.gatehouse.gateway.deprovision;

import java.util.UUID;

/**
 * An end of somebody's access.
 *
 * @param epoch that the subject came to with it: what was decided under an older one ends, and nothing else
 * @param causedBy a subject, or the SCIM client that said so
 */
public record EndOfAccess(
        String tenant, UUID id, UUID subject, long epoch, EndReason reason, Extent extent, UUID causedBy)
        implements CascadeEnd {}
