package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.DeclaredPolicies;
import dev.gatehouse.gateway.policy.PolicyLint;
import dev.gatehouse.policy.Finding;
import dev.gatehouse.policy.RuleName;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.UnreadablePolicy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;

/**
 * What lint says of rules that were just declared, or would be: it warns, and hinders nobody. Where the database does not
 * answer it says nothing, for the rules stand. Whoever declares a rule hears of no other that they may not read.
 */
@Singleton
final class SaveLint {
    private static final String HEADER = "Warning";

    /** Those who read headers read few of them. */
    private static final int MOST_HEADERS = 5;

    /** Whoever declares a rule waits no longer for what is said of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final DeclaredPolicies policies;
    private final PolicyLint lint;
    private final ResourceReader reader;

    SaveLint(Transactions transactions, DeclaredPolicies policies, PolicyLint lint, ResourceReader reader) {
        this.transactions = transactions;
        this.policies = policies;
        this.lint = lint;
        this.reader = reader;
    }

    /** What is wrong with the drafts, which are resolved, beside the rules that there are. */
    List<Finding> of(Subject author, List<Draft> drafts) {
        List<RuleName> declared =
                drafts.stream().filter(Candidates::isRule).map(Candidates::rule).toList();
        if (declared.isEmpty()) {
            return List.of();
        }
        try {
            PolicyLint.Read read = transactions.run(connection ->
                    lint.read(policies.with(Candidates.changes(drafts), connection, author.tenant()), connection));
            return lint.findings(read, PATIENCE).findings().stream()
                    .filter(finding -> declared.contains(finding.rule()))
                    .filter(finding -> finding.others().stream().allMatch(other -> mayRead(author, other)))
                    .toList();
        } catch (DatabaseUnavailable | UnreadablePolicy unknown) {
            return List.of();
        }
    }

    private boolean mayRead(Subject author, RuleName rule) {
        return reader.mayRead(
                author,
                new ResourceKey(author.tenant(), rule.kind(), rule.namespace().path(), rule.name()));
    }

    /** Adds to an item of an answer what is said of its draft. */
    static ObjectNode warn(ObjectNode item, Draft draft, List<Finding> findings) {
        RuleName rule = Candidates.rule(draft);
        List<Finding> its =
                findings.stream().filter(finding -> finding.rule().equals(rule)).toList();
        if (!its.isEmpty()) {
            ArrayNode warnings = item.putArray("warnings");
            its.forEach(finding ->
                    warnings.addObject().put("code", finding.code().word()).put("message", finding.message()));
        }
        return item;
    }

    /** Adds headers to an answer whose body is the resource itself, as Kubernetes does. */
    static Response warn(Response answer, List<Finding> findings) {
        var warned = Response.fromResponse(answer);
        findings.stream()
                .limit(MOST_HEADERS)
                .forEach(finding -> warned.header(
                        HEADER, "299 - \"%s: %s\"".formatted(finding.code().word(), quotable(finding.message()))));
        return warned.build();
    }

    private static String quotable(String text) {
        return text.replaceAll("[^ !#-\\[\\]-~]", "?");
    }
}
