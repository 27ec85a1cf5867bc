package dev.gatehouse.policy;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks, with the facts a decision rests on.
 *
 * @param epoch raised whenever the subject's access shrinks or ends
 * @param groups ids of the groups it is in
 * @param readAt when these facts were last known to be true
 */
public record Subject(
        String tenant,
        UUID id,
        SubjectKind kind,
        String name,
        boolean active,
        long epoch,
        Set<UUID> groups,
        Instant readAt) {
    public Subject {
        groups = Set.copyOf(groups);
    }
}
