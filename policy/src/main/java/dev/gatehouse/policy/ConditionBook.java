package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Compilation;
import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.ConditionCompiler;
import java.util.HashMap;
import java.util.Map;

/** Compiles the conditions of a policy: each text once, and none that is known from before. For one thread. */
final class ConditionBook {
    private final ConditionCompiler compiler;
    private final KnownConditions before;
    private final Map<String, Compilation> read = new HashMap<>();

    ConditionBook(ConditionCompiler compiler, KnownConditions before) {
        this.compiler = compiler;
        this.before = before;
    }

    /** The condition that the text is, or what is wrong with it. */
    Compilation compile(String text) {
        return read.computeIfAbsent(
                text,
                _ -> before.find(text)
                        .<Compilation>map(Compilation.Ready::new)
                        .orElseGet(() -> compiler.compile(text)));
    }

    /** Those that were asked for so far. */
    KnownConditions known() {
        Map<String, Condition> conditions = new HashMap<>();
        read.forEach((text, compilation) -> {
            if (compilation instanceof Compilation.Ready(Condition condition)) {
                conditions.put(text, condition);
            }
        });
        return new KnownConditions(conditions);
    }
}
