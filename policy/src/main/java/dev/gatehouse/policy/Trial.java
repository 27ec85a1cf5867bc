package dev.gatehouse.policy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A policy on trial: the rules that somebody has, or thinks of, asked what they would say. It answers as the engine would,
 * at whatever moment, and permits nothing. {@link Trials} makes it. Immutable.
 */
public final class Trial {
    private final CompiledPolicy policy;
    private final Map<Rule, String> names;

    private Trial(CompiledPolicy policy, Map<Rule, String> names) {
        this.policy = policy;
        this.names = names;
    }

    static Trial of(PolicySource source, ConditionBook book) {
        var names = new HashMap<Rule, String>();
        source.bindings().forEach(each -> names.put(each.rule(), each.namespace() + "/" + each.name()));
        source.guardrails().forEach(each -> names.put(each.rule(), each.namespace() + "/" + each.name()));
        source.roles().forEach(each -> names.put(each.rule(), each.name()));
        Role.BUILT_IN.forEach(each -> names.put(each.rule(), each.name()));
        return new Trial(CompiledPolicy.compile(source, book), Map.copyOf(names));
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
