package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.ConditionCompiler;
import java.util.Comparator;
import java.util.List;
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
     * What is wrong with the rules, in the order of their names.
     *
     * @param known conditions that need not be compiled
     */
    public List<Finding> of(PolicySource source, LintFacts facts, KnownConditions known) {
        var book = new ConditionBook(compiler, known);
        var conditions = new ConditionLint(book);
        var bindings = new BindingLint(source, facts, conditions);
        var guardrails = new GuardrailLint(
                source.guardrails(), facts, GrantIndex.of(source.roles(), source.bindings(), book), conditions);
        return Stream.of(
                        bindings.findings(),
                        bindings.rolesNobodyHolds(),
                        guardrails.findings(),
                        new BindingShadows(source).findings(),
                        GuardrailShadows.findings(source.guardrails()))
                .flatMap(List::stream)
                .sorted(ORDER)
                .toList();
    }
}
