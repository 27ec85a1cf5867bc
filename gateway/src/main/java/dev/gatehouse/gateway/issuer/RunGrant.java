package dev.gatehouse.gateway.issuer;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobReference;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a token says of the run that shows it.
 *
 * @param id its {@code jti}
 * @param at when it was recorded, by the database's clock
 * @param actor who started the execution
 * @param event how it came to be, one snake_case word of few
 * @param approval by which people let it run, where they had to
 * @param policy the digest of the policy that it began under
 */
public record RunGrant(
        UUID id,
        Instant at,
        String audience,
        String tenant,
        UUID tenantId,
        JobReference job,
        ExecutionId execution,
        int attempt,
        UUID actor,
        String event,
        UUID worker,
        Optional<UUID> approval,
        Optional<String> policy) {
    /**
     * Who the run is to others: its tenant and its job, by ids that never change and are never given again. Whoever deletes a
     * job or a tenant and makes one of the same name makes another subject.
     */
    public String subject() {
        return "tenant:" + tenantId + ":job:" + job.id();
    }
}
