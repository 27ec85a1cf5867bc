package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ApprovalRule;
import dev.gatehouse.policy.ProposePermit;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * An execution that is put before the people who have to approve it.
 *
 * @param id of the approval
 * @param digest of all that they approve
 * @param actor who asks for it; nobody where policy wanted it only at the start
 */
record Proposal(UUID id, ExecutionId execution, ProposePermit permit, String digest, Optional<Actor> actor) {
    String tenant() {
        return permit.question().subject().tenant();
    }

    /** How long it waits: as long as its least patient rule. */
    Duration patience() {
        return permit.rules().stream()
                .map(ApprovalRule::expires)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
