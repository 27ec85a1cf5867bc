package dev.gatehouse.policy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks, with the facts a decision rests on.
 *
 * @param epoch raised whenever the subject's access shrinks or ends
 * @param groups ids of the groups it is in
 * @param readAt when these facts were last known to be true
 * @param scope of the API token that it shows, or the impersonator in its place, if one is shown
 * @param impersonator who acts as this subject, where it is somebody else
 * @param impersonatorClaims the groups that the impersonator's own token named, where it may act by one of them
 * @param source the address that it asks from, as a literal; empty where nobody calls
 */
public record Subject(
        String tenant,
        UUID id,
        SubjectKind kind,
        String name,
        boolean active,
        long epoch,
        Set<UUID> groups,
        Instant readAt,
        Optional<Scope> scope,
        Optional<SubjectEpoch> impersonator,
        Set<UUID> impersonatorClaims,
        String source) {
    public Subject {
        groups = Set.copyOf(groups);
        impersonatorClaims = Set.copyOf(impersonatorClaims);
    }

    /** A subject with all its access. */
    public Subject(
            String tenant,
            UUID id,
            SubjectKind kind,
            String name,
            boolean active,
            long epoch,
            Set<UUID> groups,
            Instant readAt) {
        this(tenant, id, kind, name, active, epoch, groups, readAt, Optional.empty(), Optional.empty(), Set.of(), "");
    }

    /** The same subject with no more access than the scope leaves. */
    public Subject within(Optional<Scope> narrower) {
        return narrower.equals(scope) ? this : with(groups, narrower, impersonator, impersonatorClaims, source);
    }

    /** The same subject, with somebody else who acts as it. */
    public Subject actedBy(Optional<SubjectEpoch> other) {
        return actedBy(other, Set.of());
    }

    /** The same subject, with somebody else who acts as it by these groups, too. */
    public Subject actedBy(Optional<SubjectEpoch> other, Set<UUID> claims) {
        return other.equals(impersonator) && claims.equals(impersonatorClaims)
                ? this
                : with(groups, scope, other, claims, source);
    }

    /** The same subject, in these groups, too. */
    public Subject alsoIn(Set<UUID> others) {
        if (groups.containsAll(others)) {
            return this;
        }
        var all = new HashSet<>(groups);
        all.addAll(others);
        return with(all, scope, impersonator, impersonatorClaims, source);
    }

    /** The same subject, asking from that address. */
    public Subject from(String address) {
        return address.equals(source) ? this : with(groups, scope, impersonator, impersonatorClaims, address);
    }

    private Subject with(
            Set<UUID> inGroups,
            Optional<Scope> narrower,
            Optional<SubjectEpoch> actor,
            Set<UUID> actorClaims,
            String address) {
        return new Subject(
                tenant, id, kind, name, active, epoch, inGroups, readAt, narrower, actor, actorClaims, address);
    }
}
