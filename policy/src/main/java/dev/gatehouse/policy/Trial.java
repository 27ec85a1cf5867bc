package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Variable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A policy on trial: the rules that somebody has, or thinks of, asked what they would say. It answers as the engine would,
 * at whatever moment, and permits nothing. {@link Trials} makes it. Immutable.
 */
public final class Trial {
    /** What a condition may read of a run without telling what was given to it. */
    private static final Set<Variable> WHICH_JOB =
            Set.of(Variable.JOB_NAMESPACE, Variable.JOB_NAME, Variable.JOB_REVISION);

    private static final Set<Variable> OF_PEOPLE = Set.of(Variable.SUBJECT_GROUPS, Variable.SOURCE_ADDRESS);

    private final CompiledPolicy policy;
    private final Map<Rule, String> names;
    private final boolean tells;

    private Trial(CompiledPolicy policy, Map<Rule, String> names, boolean tells) {
        this.policy = policy;
        this.names = names;
        this.tells = tells;
    }

    static Trial of(PolicySource source, ConditionBook book) {
        var names = new HashMap<Rule, String>();
        source.bindings().forEach(each -> names.put(each.rule(), each.namespace() + "/" + each.name()));
        source.guardrails().forEach(each -> names.put(each.rule(), each.namespace() + "/" + each.name()));
        source.roles().forEach(each -> names.put(each.rule(), each.name()));
        Role.BUILT_IN.forEach(each -> names.put(each.rule(), each.name()));
        boolean tells = Stream.concat(
                        source.bindings().stream().map(Binding::when),
                        source.guardrails().stream().map(Guardrail::when))
                .anyMatch(when -> tells(when, book));
        return new Trial(CompiledPolicy.compile(source, book), Map.copyOf(names), tells);
    }

    private static boolean tells(Optional<Expression> when, ConditionBook book) {
        return when.flatMap(text -> When.compile(text, book)).stream()
                .flatMap(condition -> condition.reads().stream())
                .anyMatch(variable ->
                        OF_PEOPLE.contains(variable) || (variable.isOfRun() && !WHICH_JOB.contains(variable)));
    }

    /**
     * Whether a condition goes by inputs, or by anything else of what would run but its job, or by who somebody is with, or
     * where: whoever sees which questions it holds of can read these out of the answers.
     */
    boolean tells() {
        return tells;
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
