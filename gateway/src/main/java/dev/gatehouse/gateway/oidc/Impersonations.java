package dev.gatehouse.gateway.oidc;

import dev.gatehouse.audit.AccessTokenEvent.ImpersonationStarted;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.CallerIdentity;
import dev.gatehouse.gateway.identity.CallerIdentity.Identified;
import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.issuer.AccessGrant;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.issuer.Impersonator;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ImpersonatePermit;
import dev.gatehouse.policy.ImpersonateQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectEpoch;
import dev.gatehouse.policy.SubjectKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Lets somebody act as another subject for a while (RFC 8693, sections 1.1 and 4.1): the token is the subject's, says in
 * {@code act} who acts, and is worth nothing once either one's access has changed or the one may not act as the other any
 * more.
 */
@Singleton
final class Impersonations {
    /** With more groups in it, a token would be too long for a header. */
    private static final int MOST_CLAIMED = 100;

    private final CallerIdentity identity;
    private final SubjectFacts facts;
    private final Permits permits;
    private final PolicyEngine policy;
    private final Transactions transactions;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final AccessTokens tokens;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    Impersonations(
            CallerIdentity identity,
            SubjectFacts facts,
            Permits permits,
            PolicyEngine policy,
            Transactions transactions,
            QuestionLog questions,
            AuditTrail trail,
            AccessTokens tokens,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.identity = identity;
        this.facts = facts;
        this.permits = permits;
        this.policy = policy;
        this.transactions = transactions;
        this.questions = questions;
        this.trail = trail;
        this.tokens = tokens;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A token of the target for whoever shows a token of one's own.
     *
     * @param shown any token that opens the tenant's doors
     * @throws DatabaseUnavailable when somebody cannot be looked up, or the token not recorded
     */
    GrantOutcome begin(CallerOrigin origin, String shown, UUID target) {
        return switch (identity.verify(origin, List.of("Bearer " + shown))) {
            case Identified.Known(Subject caller) -> begin(caller, target);
            case Identified.Nobody(String reason) -> new GrantOutcome.Refused(OauthError.INVALID_REQUEST, reason);
            case Identified.Stranger() -> new GrantOutcome.Refused(OauthError.INVALID_REQUEST, "tenant_foreign");
            case Identified.Throttled() -> new GrantOutcome.Throttled();
            case Identified.Unknowable() -> new GrantOutcome.Unavailable("issuer_unavailable");
        };
    }

    /** The groups of the caller's own token that the token to be made names; none where the caller may without them. */
    private Set<UUID> claimed(Subject caller, Subject meant) {
        Set<UUID> claimed = ClaimGroup.claimed(caller.groups());
        boolean needed = !claimed.isEmpty()
                && facts.live(caller.tenant(), caller.id())
                        .filter(plain -> policy.decide(new ImpersonateQuestion(plain, meant)) instanceof Decision.Allow)
                        .isEmpty();
        return needed ? claimed : Set.of();
    }

    /** Whom there is not is denied like whom nobody may act as. */
    private GrantOutcome begin(Subject caller, UUID target) {
        Subject meant = facts.live(caller.tenant(), target)
                .orElseGet(() -> new Subject(
                        caller.tenant(), target, SubjectKind.USER, "", false, 0, Set.of(), clock.instant()));
        var question = new ImpersonateQuestion(caller, meant);
        ImpersonatePermit permit;
        try {
            permit = permits.obtain(question);
        } catch (ProblemException denied) {
            return denied.problem().status() == 503
                    ? new GrantOutcome.Unavailable(denied.problem().code())
                    : new GrantOutcome.Refused(OauthError.UNAUTHORIZED_CLIENT, "impersonation_denied");
        }
        Set<UUID> claimed = claimed(caller, meant);
        if (claimed.stream().filter(ClaimGroup::isOne).count() > MOST_CLAIMED) {
            return new GrantOutcome.Refused(OauthError.UNAUTHORIZED_CLIENT, "too_many_groups");
        }
        UUID id = ids.get();
        if (!transactions.run(connection -> record(connection, question, permit, id))) {
            return new GrantOutcome.Unavailable("facts_changed");
        }
        var issued = tokens.issue(new AccessGrant(
                caller.tenant(),
                id,
                caller.id().toString(),
                new SubjectEpoch(permit.target().id(), permit.target().epoch()),
                Optional.of(new Impersonator(
                        new SubjectEpoch(caller.id(), caller.epoch()),
                        claimed,
                        caller.scope().map(Scope::token)))));
        return new GrantOutcome.Granted(issued.text(), issued.life());
    }

    /** False where either one is not what policy was told. */
    private boolean record(Connection connection, ImpersonateQuestion question, ImpersonatePermit permit, UUID token)
            throws SQLException {
        Subject caller = permit.subject();
        // In the order in which the transactions of starts lock theirs.
        List<SubjectEpoch> epochs = permit.grounds().epochs().stream()
                .sorted(Comparator.comparing(epoch -> epoch.subject().toString()))
                .toList();
        for (SubjectEpoch epoch : epochs) {
            if (!holds(connection, caller.tenant(), epoch)) {
                return false;
            }
        }
        questions.record(connection, caller.tenant(), List.of(Asked.allowed(question, permit)));
        trail.append(
                connection,
                caller.tenant(),
                List.of(new ImpersonationStarted(
                        Asked.actor(caller),
                        Asked.decision(permit),
                        token,
                        permit.target().id(),
                        permit.target().name(),
                        tokens.life())));
        return true;
    }

    private static boolean holds(Connection connection, String tenant, SubjectEpoch epoch) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND epoch = ? AND active FOR SHARE")) {
            query.setString(1, tenant);
            query.setObject(2, epoch.subject());
            query.setLong(3, epoch.epoch());
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
