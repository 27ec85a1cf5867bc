package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.gateway.grant.LastOwner;
import dev.gatehouse.gateway.grant.StaleGrounds;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.limit.LimitBook;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.resource.Applied.Change;
import dev.gatehouse.gateway.resource.ApplyQuestions.Allowed;
import dev.gatehouse.gateway.resource.ApplyQuestions.Given;
import dev.gatehouse.gateway.resource.ServiceAccountSubjects.BoundIn;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.GrantPermit;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.UsePermit;
import dev.gatehouse.policy.WritePermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Applies drafts, the one method to read: ask for every one, resolve names, ask for what they hand on, and write all of them in one
 * transaction or none. A dry run does all of that and rolls the transaction back.
 */
@Singleton
final class ApplyPipeline {
    private final ApplyQuestions questions;
    private final Transactions transactions;
    private final ConflictCheck conflicts;
    private final ResourceWriter writer;
    private final QuestionLog log;
    private final SnapshotLoader snapshots;
    private final Jobs jobs;
    private final IdentityProviders providers;
    private final LimitBook limits;
    private final ServiceAccountSubjects accounts;

    ApplyPipeline(
            ApplyQuestions questions,
            Transactions transactions,
            ConflictCheck conflicts,
            ResourceWriter writer,
            QuestionLog log,
            SnapshotLoader snapshots,
            Jobs jobs,
            IdentityProviders providers,
            LimitBook limits,
            ServiceAccountSubjects accounts) {
        this.questions = questions;
        this.transactions = transactions;
        this.conflicts = conflicts;
        this.writer = writer;
        this.log = log;
        this.snapshots = snapshots;
        this.jobs = jobs;
        this.providers = providers;
        this.limits = limits;
        this.accounts = accounts;
    }

    /**
     * What became of every document, in the manifest's order; of a dry run, what would become of it.
     *
     * @param again the subject as it is now, if whoever asks is still it
     */
    List<Applied> apply(Subject subject, List<Draft> drafts, Terms terms, Supplier<Optional<Subject>> again) {
        Allowed<WritePermit> writes = questions.mayWrite(subject, drafts);
        transactions.run(connection -> DraftResolution.resolve(connection, subject.tenant(), drafts));
        List<Applied> applied;
        try {
            applied = write(drafts, allowed(subject, drafts, writes), terms);
        } catch (StaleGrounds stale) {
            snapshots.refresh(subject.tenant());
            Subject current = again.get().orElseThrow(Permits::unavailable);
            applied = again(drafts, allowed(current, drafts, questions.mayWrite(current, drafts)), terms);
        } finally {
            // Also when nobody knows whether it was committed.
            jobs.changed();
            providers.changed();
            if (!terms.dryRun() && drafts.stream().anyMatch(NamespaceResolution::declares)) {
                limits.changed(subject.tenant());
            }
        }
        if (changesPolicy(drafts) && !terms.dryRun()) {
            snapshots.refresh(subject.tenant());
        }
        return applied;
    }

    /** Everything that an apply takes: the writes in the drafts' order, and what the drafts hand on. */
    private record Permitted(
            Allowed<WritePermit> writes,
            Allowed<UsePermit> uses,
            Allowed<WritePermit> grants,
            Given given,
            Allowed<GrantPermit> holds) {
        String tenant() {
            return writes.permits().getFirst().subject().tenant();
        }

        List<Grounds> grounds() {
            return Stream.<List<? extends Permit>>of(
                            writes.permits(),
                            uses.permits(),
                            grants.permits(),
                            given.tokens().permits(),
                            given.bindings().permits(),
                            holds.permits())
                    .flatMap(List::stream)
                    .map(Permit::grounds)
                    .toList();
        }

        List<RecordedQuestion> questions() {
            return Stream.of(
                            writes.questions(),
                            uses.questions(),
                            grants.questions(),
                            given.tokens().questions(),
                            given.bindings().questions(),
                            holds.questions())
                    .flatMap(List::stream)
                    .toList();
        }

        /** Whether all that the drafts give is what policy was asked about. */
        boolean covers(List<List<GivenAccess>> now) {
            List<GivenAccess> asked =
                    holds.permits().stream().map(GrantPermit::access).toList();
            return now.stream().flatMap(List::stream).allMatch(each -> each.isWithin(asked));
        }
    }

    private Permitted allowed(Subject subject, List<Draft> resolved, Allowed<WritePermit> writes) {
        return new Permitted(
                writes,
                questions.mayUse(subject, resolved),
                questions.mayGrant(subject, resolved),
                questions.mayGive(subject, resolved, bound(subject.tenant(), resolved)),
                questions.holds(
                        subject,
                        resolved,
                        transactions.run(
                                connection -> DraftGrants.of(connection, subject.tenant(), resolved, accounts))));
    }

    /** The bindings of each draft's service account. */
    private List<List<BoundIn>> bound(String tenant, List<Draft> drafts) {
        return transactions.run(connection -> {
            List<List<BoundIn>> all = new ArrayList<>();
            for (Draft draft : drafts) {
                all.add(isServiceAccount(draft) ? accounts.bindings(connection, tenant, draft.name()) : List.of());
            }
            return all;
        });
    }

    private static boolean isServiceAccount(Draft draft) {
        return draft.kind().word().equals(ServiceAccountResolution.KIND);
    }

    private List<Applied> write(List<Draft> drafts, Permitted permitted, Terms terms) {
        String tenant = permitted.tenant();
        return transactions.run(connection -> {
            GroundsCheck.hold(connection, tenant, permitted.grounds(), changesPolicy(drafts));
            // What the names mean may have been deleted since; from here on nobody deletes it.
            DraftResolution.resolve(connection, tenant, drafts);
            conflicts.refuse(connection, tenant, drafts, terms.precondition());
            // Where what is bound was read before a change and policy asked after it, the question was too small.
            if (!permitted.covers(DraftGrants.of(connection, tenant, drafts, accounts))) {
                throw new StaleGrounds();
            }
            log.record(connection, tenant, permitted.questions());
            List<Applied> applied = changesPolicy(drafts)
                    ? LastOwner.kept(connection, tenant, () -> writeAll(connection, drafts, permitted))
                    : writeAll(connection, drafts, permitted);
            boolean changed = applied.stream().anyMatch(each -> each.change() != Change.UNCHANGED);
            if (changesPolicy(drafts) && changed) {
                writer.raiseRevision(connection, tenant);
            }
            if (terms.dryRun()) {
                connection.rollback();
            } else {
                limit(connection, drafts, applied);
            }
            return applied;
        });
    }

    private static boolean changesPolicy(List<Draft> drafts) {
        return drafts.stream().anyMatch(draft -> draft.kind().policy());
    }

    /** A job that uses secrets rests on its author, so another author makes another revision. */
    private List<Applied> writeAll(Connection connection, List<Draft> drafts, Permitted permitted) throws SQLException {
        List<WritePermit> writes = permitted.writes().permits();
        List<UsePermit> uses = permitted.uses().permits();
        List<Applied> applied = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            boolean authored = draft.kind().word().equals("job")
                    && uses.stream()
                            .anyMatch(use -> use.job().namespace().equals(draft.namespace())
                                    && use.job().name().equals(draft.name()));
            Applied written =
                    writer.write(connection, draft.kind(), writes.get(i), StoredSpec.of(draft.spec()), authored);
            ClaimGroupNames.keep(connection, draft, written.row());
            applied.add(written);
            if (isServiceAccount(draft)) {
                accounts.appear(connection, writes.get(i).subject().tenant(), draft.name(), draft.subject());
            }
        }
        return applied;
    }

    /** Last of all, because it keeps workers from claiming until the transaction ends. */
    private static void limit(Connection connection, List<Draft> drafts, List<Applied> applied) throws SQLException {
        for (int i = 0; i < drafts.size(); i++) {
            NamespaceResolution.limit(connection, drafts.get(i), applied.get(i).row());
        }
    }

    private List<Applied> again(List<Draft> drafts, Permitted permitted, Terms terms) {
        try {
            return write(drafts, permitted, terms);
        } catch (StaleGrounds stale) {
            throw Permits.unavailable();
        }
    }
}
