package dev.gatehouse.policy;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A condition as it is declared, in the Common Expression Language.
 *
 * @param groups the ids of the groups that it names, as they were when it was declared
 */
public record Expression(String text, Map<String, UUID> groups) {
    public Expression {
        groups = Map.copyOf(new TreeMap<>(groups));
    }
}
