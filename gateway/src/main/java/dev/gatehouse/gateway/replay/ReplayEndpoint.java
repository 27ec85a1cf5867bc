package dev.gatehouse.gateway.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.QuestionHistory;
import dev.gatehouse.gateway.execution.QuestionHistory.Period;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Replay;
import dev.gatehouse.policy.ReplayPermit;
import dev.gatehouse.policy.ReplayQuestion;
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
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks a candidate the questions of a period, and says where it answers otherwise than the rules that are declared now. It
 * changes nothing.
 */
@Path("/api/v1/{tenant}/policy/replay")
@RunOnVirtualThread
class ReplayEndpoint {
    private static final int AT_ONCE = 2;

    private final Permits permits;
    private final CandidatePolicies policies;
    private final QuestionHistory history;
    private final Transactions transactions;
    private final ObjectMapper json;
    private final Caller caller;
    private final Trials trials = new Trials();
    private final Semaphore room = new Semaphore(AT_ONCE);

    ReplayEndpoint(
            Permits permits,
            CandidatePolicies policies,
            QuestionHistory history,
            Transactions transactions,
            ObjectMapper json,
            Caller caller) {
        this.permits = permits;
        this.policies = policies;
        this.history = history;
        this.transactions = transactions;
        this.json = json;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces("application/x-ndjson")
    @Requires("policy:replay")
    public Response replay(@Nullable CandidateRequest body) {
        CandidateOrder order = CandidateOrder.of(body);
        ReplayPermit permit = permits.obtain(new ReplayQuestion(caller.subject(), order.namespace()));
        Period period = CandidateOrder.period(body);
        if (room.availablePermits() == 0) {
            throw busy();
        }
        String tenant = permit.subject().tenant();
        var run = new ReplayRun(history, json, tenant, permit.namespace(), period, replay(tenant, order));
        StreamingOutput told = out -> {
            if (!room.tryAcquire()) {
                throw busy();
            }
            try {
                run.tell(out);
            } finally {
                room.release();
            }
        };
        return Response.ok(told).build();
    }

    private record Compared(PolicySource current, PolicySource candidate) {}

    private Replay replay(String tenant, CandidateOrder order) {
        var manifest = policies.read(order);
        try {
            Compared compared = transactions.run(connection -> new Compared(
                    policies.current(connection, tenant), policies.candidate(connection, tenant, order, manifest)));
            return new Replay(trials.of(compared.current()), trials.of(compared.candidate()));
        } catch (UnreadablePolicy unreadable) {
            throw Permits.unavailable();
        }
    }

    private static ProblemException busy() {
        return new ProblemException(
                Problem.of(429, "too_many_replays", "Others replay here now. Repeat the request in a moment.")
                        .withRetryAfter(Duration.ofSeconds(5)));
    }
}
