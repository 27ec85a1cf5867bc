package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Variable;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy on trial: the rules that somebody has, or thinks of, asked what they would say. It answers as the engine would,
 * at whatever moment, and permits nothing. {@link Trials} makes it. Immutable.
 */
public final class Trial {
    /** What a condition may read of a run without telling what was given to it. */
    private static final Set<Variable> WHICH_JOB =
            Set.of(Variable.JOB_NAMESPACE, Variable.JOB_NAME, Variable.JOB_REVISION);

    private final CompiledPolicy policy;
    private final Map<Rule, String> names;
    private final Set<Object> rulesOfRuns;

    private Trial(CompiledPolicy policy, Map<Rule, String> names, Set<Object> rulesOfRuns) {
        this.policy = policy;
        this.names = names;
        this.rulesOfRuns = rulesOfRuns;
    }

    static Trial of(PolicySource source, ConditionBook book) {
        var names = new HashMap<Rule, String>();
        source.bindings().forEach(each -> names.put(each.rule(), each.namespace() + "/" + each.name()));
        source.guardrails().forEach(each -> names.put(each.rule(), each.namespace() + "/" + each.name()));
        source.roles().forEach(each -> names.put(each.rule(), each.name()));
        Role.BUILT_IN.forEach(each -> names.put(each.rule(), each.name()));
        var ofRuns = new HashSet<>();
        source.bindings().stream().filter(each -> readsRun(each.when(), book)).forEach(ofRuns::add);
        source.guardrails().stream().filter(each -> readsRun(each.when(), book)).forEach(ofRuns::add);
        return new Trial(CompiledPolicy.compile(source, book), Map.copyOf(names), Set.copyOf(ofRuns));
    }

    private static boolean readsRun(Optional<Expression> when, ConditionBook book) {
        return when.flatMap(text -> When.compile(text, book)).stream()
                .flatMap(condition -> condition.reads().stream())
                .anyMatch(variable -> variable.isOfRun() && !WHICH_JOB.contains(variable));
    }

    /** The bindings and guardrails whose conditions go by inputs, or by anything else of what would run but its job. */
    Set<Object> rulesOfRuns() {
        return rulesOfRuns;
    }

    /** What the rules say of the question, asked then. */
    public Judgement ask(Question<?> question, Instant at) {
        return Judgement.of(policy.judge(question, at));
    }

    /** The fingerprint of the rules, as decisions under them would name it. */
    public String digest() {
        return policy.digest();
    }

    /** The name of one of the rules: {@code namespace/name}, or of a role its own; nothing for one of another policy. */
    public Optional<String> name(Rule rule) {
        return Optional.ofNullable(names.get(rule));
    }
}
