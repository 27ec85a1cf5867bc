package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.ConditionCompiler;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Finds rules that are hardly what their authors wanted, although they can be read. Thread-safe. */
public final class Lint {
    private static final Comparator<Finding> ORDER = Comparator.comparing(
                    (Finding finding) -> finding.rule().namespace().path())
            .thenComparing(finding -> finding.rule().kind())
            .thenComparing(finding -> finding.rule().name())
            .thenComparing(Finding::code)
            .thenComparing(Finding::message);

    private final ConditionCompiler compiler = new ConditionCompiler();

    /**
     * What was found.
     *
     * @param findings in the order of the rules' names
     * @param complete whether all rules were looked at; otherwise there was no time left
     */
    public record Findings(List<Finding> findings, boolean complete) {
        public Findings {
            findings = List.copyOf(findings);
        }
    }

    /**
     * What is wrong with the rules.
     *
     * @param known conditions that need not be compiled
     * @param overdue whether there is no time left; once it says so, it does for good
     */
    public Findings of(PolicySource source, LintFacts facts, KnownConditions known, BooleanSupplier overdue) {
        var book = new ConditionBook(compiler, known);
        var conditions = new ConditionLint(book, facts.groupNames());
        var bindings = new BindingLint(source, facts, conditions);
        var guardrails = new GuardrailLint(
                source.guardrails(), facts, GrantIndex.of(source.roles(), source.bindings(), book), conditions);
        List<Finding> findings = Stream.of(
                        bindings.findings(overdue),
                        overdue.getAsBoolean() ? List.<Finding>of() : bindings.rolesNobodyHolds(),
                        guardrails.findings(overdue),
                        new BindingShadows(source).findings(overdue),
                        new GuardrailShadows(source.guardrails()).findings(overdue))
                .flatMap(List::stream)
                .sorted(ORDER)
                .toList();
        return new Findings(findings, !overdue.getAsBoolean());
    }
}
