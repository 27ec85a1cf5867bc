package dev.gatehouse.gateway.scim;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A request of a SCIM client that was answered with an error.
 *
 * @param requestId as the answer's header says it
 * @param route the template of the path, which has nobody's id in it
 * @param type the {@code scimType} (RFC 7644, section 3.12)
 */
record FailedCall(
        UUID id,
        Instant at,
        String requestId,
        String method,
        String route,
        int status,
        Optional<String> type,
        String detail) {}
