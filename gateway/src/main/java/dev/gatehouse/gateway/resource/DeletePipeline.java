package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.gateway.grant.LastOwner;
import dev.gatehouse.gateway.grant.StaleGrounds;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.limit.LimitBook;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.resource.Applied.Change;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.WritePermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Deletes a resource: ask, hold it still, see who needs it, and delete it in the same transaction. What executions still
 * need is only deleted when it may drain: it takes nothing new from then on, and {@link Draining} ends it.
 */
@Singleton
final class DeletePipeline {
    private final Permits permits;
    private final Transactions transactions;
    private final ResourceRows rows;
    private final ResourceRemoval removal;
    private final Refusal refusal;
    private final QuestionLog log;
    private final SnapshotLoader snapshots;
    private final Jobs jobs;
    private final IdentityProviders providers;
    private final LimitBook limits;

    DeletePipeline(
            Permits permits,
            Transactions transactions,
            ResourceRows rows,
            ResourceRemoval removal,
            Refusal refusal,
            QuestionLog log,
            SnapshotLoader snapshots,
            Jobs jobs,
            IdentityProviders providers,
            LimitBook limits) {
        this.permits = permits;
        this.transactions = transactions;
        this.rows = rows;
        this.removal = removal;
        this.refusal = refusal;
        this.log = log;
        this.snapshots = snapshots;
        this.jobs = jobs;
        this.providers = providers;
        this.limits = limits;
    }

    /**
     * What became of the resource that the question is about.
     *
     * @param drain whether it may wait for what has not ended
     * @param again the subject as it is now, if whoever asks is still it
     */
    Deletion delete(
            ResourceWriteQuestion question, Kind kind, Terms terms, boolean drain, Supplier<Optional<Subject>> again) {
        String tenant = question.subject().tenant();
        Deletion deletion;
        try {
            deletion = delete(question, permits.obtain(question), kind, terms, drain);
        } catch (StaleGrounds stale) {
            snapshots.refresh(tenant);
            Subject current = again.get().orElseThrow(Permits::unavailable);
            var once = new ResourceWriteQuestion(current, question.kind(), question.namespace(), question.name());
            deletion = again(once, kind, terms, drain);
        } finally {
            // Also when nobody knows whether it was committed.
            jobs.changed();
            providers.changed();
            limits.changed(tenant);
        }
        if (!terms.dryRun()) {
            removal.committed(deletion.applied().row().key());
            if (kind.policy()) {
                snapshots.refresh(tenant);
            }
        }
        return deletion;
    }

    private Deletion delete(ResourceWriteQuestion question, WritePermit permit, Kind kind, Terms terms, boolean drain) {
        Subject subject = permit.subject();
        var key = new ResourceKey(
                subject.tenant(), kind.word(), permit.namespace().path(), permit.name());
        return transactions.run(connection -> {
            GroundsCheck.hold(connection, subject.tenant(), List.of(permit.grounds()), kind.policy());
            Optional<ResourceEntity> held = rows.hold(connection, key);
            terms.precondition().require(held.map(Documents::tag));
            ResourceEntity row = held.orElseThrow(() -> new ProblemException(Problem.notFound()));
            Needs needs = kind.usage().of(connection, row);
            if (!needs.referrers().isEmpty() || !(drain || needs.nothingThatEnds())) {
                throw refusal.inUse(subject, kind, needs);
            }
            log.record(connection, subject.tenant(), List.of(Asked.allowed(question, permit)));
            Applied applied = LastOwner.kept(
                    connection,
                    subject.tenant(),
                    () -> needs.nothing()
                            ? deleted(connection, permit, kind, row)
                            : drained(connection, permit, kind, row));
            if (terms.dryRun()) {
                connection.rollback();
            }
            return new Deletion(applied, needs);
        });
    }

    private Applied deleted(Connection connection, WritePermit permit, Kind kind, ResourceEntity row)
            throws SQLException {
        return removal.remove(
                connection, kind, row, Asked.actor(permit.subject()), Optional.of(Asked.decision(permit)));
    }

    /** Asked for again, it drains as before. */
    private Applied drained(Connection connection, WritePermit permit, Kind kind, ResourceEntity row)
            throws SQLException {
        return row.draining().isPresent()
                ? new Applied(kind, row, Change.DRAINING, List.of())
                : removal.drain(connection, kind, row, permit);
    }

    private Deletion again(ResourceWriteQuestion question, Kind kind, Terms terms, boolean drain) {
        try {
            return delete(question, permits.obtain(question), kind, terms, drain);
        } catch (StaleGrounds stale) {
            throw Permits.unavailable();
        }
    }
}
