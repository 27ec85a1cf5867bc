package dev.gatehouse.gateway.replay;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.policy.PolicyLint;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.policy.Finding;
import dev.gatehouse.policy.Lint;
import dev.gatehouse.policy.ReplayPermit;
import dev.gatehouse.policy.ReplayQuestion;
import dev.gatehouse.policy.RuleName;
import dev.gatehouse.policy.UnreadablePolicy;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says which rules are hardly what their authors wanted: of those that are declared, or of a candidate. */
@Path("/api/v1/{tenant}/policy/lint")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class LintEndpoint {
    private static final int MOST = 1_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int AT_ONCE = 4;
    private static final int OF_ONE_TENANT = 2;

    private final Permits permits;
    private final CandidatePolicies policies;
    private final PolicyLint lint;
    private final Transactions transactions;
    private final Caller caller;
    private final Room room = new Room(
            AT_ONCE,
            OF_ONE_TENANT,
            Problem.of(
                    429,
                    "too_many_lints",
                    "Others have rules looked through here now. Repeat the request in a moment."));

    LintEndpoint(
            Permits permits, CandidatePolicies policies, PolicyLint lint, Transactions transactions, Caller caller) {
        this.permits = permits;
        this.policies = policies;
        this.lint = lint;
        this.transactions = transactions;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("policy:replay")
    public Map<String, Object> lint(@Nullable CandidateRequest body) {
        CandidateOrder order = CandidateOrder.of(body);
        ReplayPermit permit = permits.obtain(new ReplayQuestion(caller.subject(), order.namespace()));
        String tenant = permit.subject().tenant();
        try (Room.Place _ = room.enter(tenant)) {
            var manifest = policies.read(order);
            PolicyLint.Read read = transactions.run(
                    connection -> lint.read(policies.candidate(connection, tenant, order, manifest), connection));
            return answer(read.source().revision(), permit, lint.findings(read, LONGEST));
        } catch (UnreadablePolicy unreadable) {
            throw Permits.unavailable();
        }
    }

    private static Map<String, Object> answer(long revision, ReplayPermit permit, Lint.Findings found) {
        List<Finding> there = found.findings().stream()
                .filter(finding -> permit.namespace().covers(finding.rule().namespace()))
                .toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("revision", revision);
        answer.put("items", there.stream().limit(MOST).map(LintEndpoint::item).toList());
        answer.put("more", Math.max(0, there.size() - MOST));
        answer.put("complete", found.complete());
        return answer;
    }

    private static Map<String, Object> item(Finding finding) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("code", finding.code().word());
        item.putAll(named(finding.rule()));
        item.put("message", finding.message());
        item.put("others", finding.others().stream().map(LintEndpoint::named).toList());
        return item;
    }

    private static Map<String, Object> named(RuleName rule) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("kind", rule.kind());
        named.put("namespace", rule.namespace().path());
        named.put("name", rule.name());
        return named;
    }
}
