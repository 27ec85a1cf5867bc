package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import java.util.Optional;

/**
 * The wish that access ends.
 *
 * @param by a subject, or the SCIM client that said so
 * @param decision where policy was asked for it
 */
public record EndOrder(
        String tenant, EndReason reason, Extent extent, Actor by, Optional<DecisionReference> decision) {}
