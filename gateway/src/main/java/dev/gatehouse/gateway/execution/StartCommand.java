package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.Facts.Fact;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.policy.SubjectEpoch;
import dev.gatehouse.secrets.IssuedLease;
import dev.gatehouse.secrets.Resolution;
import dev.gatehouse.secrets.ResolvedReference;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An allowed start under a lease.
 *
 * @param accepted who started it, at the epoch of the acceptance
 * @param envelope the sealed secrets, base64url; absent for a job without secrets
 * @param secrets what lies in it
 * @param issued under what some of it is issued
 */
record StartCommand(
        StartPermit permit,
        WorkerSession session,
        long fence,
        SubjectEpoch accepted,
        Optional<String> envelope,
        List<ResolvedReference> secrets,
        IssuedSecrets issued) {
    StartCommand {
        secrets = List.copyOf(secrets);
    }

    /** A start without secrets, or before they are resolved. */
    static StartCommand of(StartPermit permit, WorkerSession session, long fence, SubjectEpoch accepted) {
        return new StartCommand(permit, session, fence, accepted, Optional.empty(), List.of(), IssuedSecrets.NONE);
    }

    /** The same, of which some secrets are issued under what was opened. */
    StartCommand under(IssuedSecrets opened) {
        return new StartCommand(permit, session, fence, accepted, envelope, secrets, opened);
    }

    /** The same with the secrets that were resolved for it. */
    StartCommand with(Resolution.Sealed sealed, List<IssuedLease> leases) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.envelope());
        return new StartCommand(
                permit, session, fence, accepted, Optional.of(text), sealed.references(), issued.with(leases));
    }

    /** The subjects that the permits of all rest on. */
    static List<Fact> facts(List<StartCommand> commands) {
        return commands.stream().flatMap(each -> each.facts().stream()).toList();
    }

    /** What the acceptances rested on, of those whose starter's access has changed since. */
    static List<Fact> before(List<StartCommand> commands) {
        return commands.stream().flatMap(each -> each.before().stream()).toList();
    }

    /** The tokens that they were begun with, and whose they are. */
    static Map<UUID, String> tokens(List<StartCommand> commands) {
        Map<UUID, String> tokens = new HashMap<>();
        commands.forEach(each -> each.token().ifPresent(token -> tokens.put(token, each.tenant())));
        return tokens;
    }

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

    /**
     * What the acceptance rested on, where the starter's access has changed since. Policy allowed the start by the access of
     * today; if all of it ended in between, what was begun before ended with it.
     */
    Optional<Fact> before() {
        return permit.grounds().epochs().contains(accepted)
                ? Optional.empty()
                : Optional.of(new Fact(session.tenant(), accepted));
    }

    /** Its row, where that is still leased by the session that asks, and nobody stopped it. */
    Optional<LockedExecution> leased(Map<ExecutionKey, LockedExecution> rows) {
        return Optional.ofNullable(rows.get(key()))
                .filter(row -> row.state() == ExecutionState.LEASED
                        && row.isLeasedBy(session, fence)
                        && row.stop().isEmpty());
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
