package dev.gatehouse.gateway.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.AccessEvent.PolicyReplayed;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.QuestionHistory;
import dev.gatehouse.gateway.execution.QuestionHistory.Period;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Replay;
import dev.gatehouse.policy.ReplayPermit;
import dev.gatehouse.policy.ReplayQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.TenantPolicies;
import dev.gatehouse.policy.Trials;
import dev.gatehouse.policy.UnreadablePolicy;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a candidate the questions of a period, and says where it answers otherwise than the rules that are declared now. It
 * changes nothing, and leaves a record of who asked what.
 */
@Path("/api/v1/{tenant}/policy/replay")
@RunOnVirtualThread
class ReplayEndpoint {
    private static final int AT_ONCE = 2;
    private static final int OF_ONE_TENANT = 1;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Permits permits;
    private final CandidatePolicies policies;
    private final QuestionHistory history;
    private final Transactions transactions;
    private final ObjectMapper json;
    private final Caller caller;
    private final PolicyEngine policy;
    private final TenantPolicies conditions;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final Trials trials = new Trials();
    private final Room room = new Room(
            AT_ONCE,
            OF_ONE_TENANT,
            Problem.of(429, "too_many_replays", "Others replay here now. Repeat the request in a moment."));

    ReplayEndpoint(
            Permits permits,
            CandidatePolicies policies,
            QuestionHistory history,
            Transactions transactions,
            ObjectMapper json,
            Caller caller,
            PolicyEngine policy,
            TenantPolicies conditions,
            QuestionLog questions,
            AuditTrail trail) {
        this.permits = permits;
        this.policies = policies;
        this.history = history;
        this.transactions = transactions;
        this.json = json;
        this.caller = caller;
        this.policy = policy;
        this.conditions = conditions;
        this.questions = questions;
        this.trail = trail;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces("application/x-ndjson")
    @Requires("policy:replay")
    public Response replay(@Nullable CandidateRequest body) {
        CandidateOrder order = CandidateOrder.of(body);
        ReplayPermit permit = permits.obtain(new ReplayQuestion(caller.subject(), order.namespace()));
        Period period = CandidateOrder.period(body);
        String tenant = permit.subject().tenant();
        Replay replay;
        try (Room.Place _ = room.enter(tenant)) {
            replay = replay(tenant, order);
            record(permit, period, replay);
        }
        boolean examples = !replay.tells() || mayReadInputs(permit.subject());
        var run = new ReplayRun(history, json, tenant, permit.namespace(), period, replay, examples);
        StreamingOutput told = out -> {
            try (Room.Place _ = room.enter(tenant)) {
                run.tell(out, LONGEST);
            }
        };
        return Response.ok(told).build();
    }

    /** Whoever chooses rules and moments learns of what was asked, if only by counts, so that nobody does it unseen. */
    private void record(ReplayPermit permit, Period period, Replay replay) {
        Subject subject = permit.subject();
        transactions.run(connection -> {
            questions.record(connection, subject.tenant(), List.of(Asked.allowed(permit.question(), permit)));
            return trail.append(
                    connection,
                    subject.tenant(),
                    List.of(new PolicyReplayed(
                            Asked.actor(subject),
                            Asked.decision(permit),
                            permit.namespace().path(),
                            period.from(),
                            period.to(),
                            replay.candidate())));
        });
    }

    /** As an explanation shows them: to whom the log is open. */
    private boolean mayReadInputs(Subject subject) {
        return switch (policy.decide(new CheckQuestion(subject, Permission.AUDIT_READ, Namespace.ROOT))) {
            case Decision.Allow<?> _ -> true;
            case Decision.Deny<?> _, Decision.ApprovalRequired<?> _ -> false;
            case Decision.Unavailable<?> _ -> throw Permits.unavailable();
        };
    }

    private record Compared(PolicySource current, PolicySource candidate) {}

    private Replay replay(String tenant, CandidateOrder order) {
        var manifest = policies.read(order);
        try {
            Compared compared = transactions.run(connection -> new Compared(
                    policies.current(connection, tenant), policies.candidate(connection, tenant, order, manifest)));
            return trials.replay(compared.current(), compared.candidate(), conditions.conditions(tenant));
        } catch (UnreadablePolicy unreadable) {
            throw Permits.unavailable();
        }
    }
}
