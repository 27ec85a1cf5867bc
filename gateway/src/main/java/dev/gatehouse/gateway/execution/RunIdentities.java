package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.ExecutionIdentified;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.issuer.RunGrant;
import dev.gatehouse.gateway.issuer.RunIssuers;
import dev.gatehouse.gateway.issuer.RunTokens;
import dev.gatehouse.gateway.resource.JobVersion;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Gives a worker tokens for what it runs: by the current fence, for an audience that the job's pinned revision names, while
 * nobody asked for a stop and the access that it was begun by is not over. The token leaves only once its event is committed,
 * and is kept nowhere. How many an attempt has had is counted by those events, so every gateway counts the same.
 */
@Singleton
public final class RunIdentities {
    private static final String LOOK = "SELECT " + ExecutionRows.COLUMNS
            + " FROM execution e WHERE e.tenant = ? AND e.id = ? AND e.worker_group = ?";

    /** Before the execution, as everybody locks: whose access ends now waits for this, or this sees its end. */
    private static final String HOLD = """
            SELECT s.id FROM subject s
              JOIN execution e ON e.tenant = s.tenant AND s.id IN (e.subject_id, e.impersonator_id)
             WHERE e.tenant = ? AND e.id = ? ORDER BY s.id FOR SHARE OF s""";

    private static final String GROUNDS = """
            SELECT t.id AS tenant_id, now() AS at, s.kind, e.impersonator_id IS NOT NULL AS impersonated,
                   coalesce(%s, false) AS revoked,
                   (SELECT p.id FROM approval p
                     WHERE p.tenant = e.tenant AND p.execution_id = e.id AND p.outcome = 'approved'
                     ORDER BY p.id DESC LIMIT 1) AS approval,
                   (SELECT convert_from(v.leaf, 'UTF8')::jsonb ->> 'policy' FROM event v
                     WHERE v.tenant = e.tenant AND v.execution_id = e.id AND v.code = 'execution.started'
                     ORDER BY v.n DESC LIMIT 1) AS policy
              FROM execution e
              JOIN tenant t ON t.name = e.tenant
              JOIN subject s ON s.tenant = e.tenant AND s.id = e.subject_id
              LEFT JOIN question q ON q.tenant = e.tenant AND q.id = e.decision_id
             WHERE e.tenant = ? AND e.id = ?""".formatted(Standings.REVOKED);

    /**
     * How many tokens an attempt gets in the life of one, for each audience that its manifest names. Its worker needs two,
     * and one more for each time that an answer is lost.
     */
    static final int MOST_PER_AUDIENCE = 10;

    /** How long the latest so many tokens are still alive together; no row where they are not. */
    private static final String FULL_FOR = """
            SELECT greatest(1, ceil(extract(epoch FROM at + ? * interval '1 ms' - now())))::bigint AS seconds FROM event
             WHERE tenant = ? AND execution_id = ? AND code = 'execution.identified'
               AND (convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'fence')::bigint = ?
               AND at > now() - ? * interval '1 ms'
             ORDER BY n DESC OFFSET ? LIMIT 1""";

    private final Transactions transactions;
    private final PinnedJobs jobs;
    private final RunIssuers issuers;
    private final RunTokens tokens;
    private final AuditTrail trail;
    private final Supplier<UUID> ids;

    RunIdentities(
            Transactions transactions,
            PinnedJobs jobs,
            RunIssuers issuers,
            RunTokens tokens,
            AuditTrail trail,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.issuers = issuers;
        this.tokens = tokens;
        this.trail = trail;
        this.ids = ids;
    }

    /** What a token rests on beside the execution's row. */
    private record Grounds(
            UUID tenant, Instant at, String event, boolean revoked, Optional<UUID> approval, Optional<String> policy) {
        static Grounds of(ResultSet row) throws SQLException {
            return new Grounds(
                    row.getObject("tenant_id", UUID.class),
                    Sql.instant(row, "at").orElseThrow(),
                    row.getBoolean("impersonated")
                            ? "impersonated"
                            : row.getString("kind").toLowerCase(Locale.ROOT),
                    row.getBoolean("revoked"),
                    Sql.value(row, "approval", UUID.class),
                    Sql.text(row, "policy"));
        }
    }

    /** Gives the session's worker a token for the audience. */
    public IdentityOutcome give(WorkerSession session, Lease lease, String audience) {
        if (issuers.isReserved(audience)) {
            return new IdentityOutcome.Reserved();
        }
        Optional<LockedExecution> seen = transactions.read(connection -> Sql.of(
                        connection, LOOK, session.tenant(), lease.execution().value(), session.group())
                .first(ExecutionRows::read));
        if (seen.isEmpty()) {
            return new IdentityOutcome.Unknown();
        }
        JobVersion job = jobs.of(seen.get());
        var audiences = job.spec().run().audiences();
        int most = MOST_PER_AUDIENCE * audiences.size();
        return audiences.contains(audience)
                ? transactions.run(connection -> give(connection, session, lease, seen.get(), audience, most))
                : new IdentityOutcome.Undeclared();
    }

    private IdentityOutcome give(
            Connection connection, WorkerSession session, Lease lease, LockedExecution seen, String audience, int most)
            throws SQLException {
        Object execution = lease.execution().value();
        Sql.of(connection, HOLD, session.tenant(), execution).exists();
        var locked = ExecutionRows.lockToStart(connection, List.of(seen.key())).get(seen.key());
        if (locked == null || !locked.worker().equals(Optional.of(session.worker()))) {
            return new IdentityOutcome.Unknown();
        }
        if (locked.state() != ExecutionState.RUNNING || locked.fence() != lease.fence()) {
            return new IdentityOutcome.Stale();
        }
        Grounds grounds = Sql.of(connection, GROUNDS, session.tenant(), execution)
                .first(Grounds::of)
                .orElseThrow();
        if (locked.stop().isPresent() || grounds.revoked()) {
            return new IdentityOutcome.Stopping();
        }
        Optional<Duration> full = fullFor(connection, seen.key(), locked.fence(), most);
        if (full.isPresent()) {
            return new IdentityOutcome.TooMany(full.get());
        }
        UUID token = ids.get();
        trail.append(
                connection,
                session.tenant(),
                List.of(new ExecutionIdentified(
                        locked.id(),
                        session.worker(),
                        locked.fence(),
                        locked.attempt(),
                        token,
                        tokens.life().toSeconds(),
                        audience)));
        return new IdentityOutcome.Given(tokens.issue(new RunGrant(
                token,
                grounds.at(),
                audience,
                session.tenant(),
                grounds.tenant(),
                locked.job(),
                locked.id(),
                locked.attempt(),
                locked.subject(),
                grounds.event(),
                session.worker(),
                grounds.approval(),
                grounds.policy())));
    }

    /** The caller holds the execution's row, so that no two requests find the same room. */
    private Optional<Duration> fullFor(Connection connection, ExecutionKey execution, long fence, int most)
            throws SQLException {
        long life = tokens.life().toMillis();
        return Sql.of(
                        connection,
                        FULL_FOR,
                        life,
                        execution.tenant(),
                        execution.id().value(),
                        fence,
                        life,
                        most - 1)
                .first(row -> Duration.ofSeconds(row.getLong("seconds")));
    }
}
