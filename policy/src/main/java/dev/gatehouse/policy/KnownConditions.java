package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Condition;
import java.util.Map;
import java.util.Optional;

/**
 * The compiled conditions of one policy, by their texts. A policy is compiled anew with each of its changes, and its
 * conditions seldom change: the next one takes over those that it has, too. So each tenant keeps its own, as many as its
 * policy has, and none takes another's room. Immutable.
 */
public final class KnownConditions {
    /** Those of nobody. */
    public static final KnownConditions NONE = new KnownConditions(Map.of());

    private final Map<String, Condition> byText;

    KnownConditions(Map<String, Condition> byText) {
        this.byText = Map.copyOf(byText);
    }

    Optional<Condition> find(String text) {
        return Optional.ofNullable(byText.get(text));
    }
}
