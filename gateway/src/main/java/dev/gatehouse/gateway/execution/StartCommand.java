package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.Facts.Fact;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.StartPermit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An allowed start under a lease.
 *
 * @param envelope the sealed secrets, base64url; absent for a job without secrets
 */
record StartCommand(StartPermit permit, WorkerSession session, long fence, Optional<String> envelope) {
    String tenant() {
        return session.tenant();
    }

    ExecutionKey key() {
        return new ExecutionKey(session.tenant(), permit.execution());
    }

    /** The subjects that the permit rests on. */
    List<Fact> facts() {
        return Fact.of(session.tenant(), permit.grounds());
    }

    /** The API token that the execution was begun with, if it was one. */
    Optional<UUID> token() {
        return permit.subject().scope().map(Scope::token);
    }

    /** Whether everything that the permit rests on is among what is held. */
    boolean holds(Set<Fact> held, Map<String, Long> revisions) {
        Long revision = revisions.get(tenant());
        return !facts().isEmpty()
                && held.containsAll(facts())
                && revision != null
                && revision == permit.grounds().tenantRevision();
    }
}
