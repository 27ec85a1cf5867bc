package dev.gatehouse.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the specs of roles, role bindings and guardrails say: JSON as maps, lists, strings, numbers and booleans, with
 * ids in the places of names.
 *
 * <p>What is not there, or of another kind than it has to be, is an {@link IllegalArgumentException} or a
 * {@link java.time.DateTimeException}. A permission that is not known here is passed over.
 */
public final class RuleSpecs {
    private RuleSpecs() {}

    /** A role; one that allows nothing that is known here cannot be read. */
    public static Role role(UUID id, String name, long revision, Map<String, Object> spec) {
        return new Role(
                id,
                name,
                revision,
                new RoleSpec(optional(spec, "description").orElse(""), permissions(list(spec, "permissions"))));
    }

    /** A role binding. */
    public static Binding binding(Rule rule, Namespace namespace, String name, Map<String, Object> spec) {
        Set<UUID> subjects = new HashSet<>();
        Set<UUID> groups = new HashSet<>();
        for (Object each : list(spec, "subjects")) {
            Map<String, Object> subject = map(each);
            if (subject.containsKey("group")) {
                groups.add(id(subject.get("group")));
            } else {
                subjects.add(id(subject.get("id")));
            }
        }
        return new Binding(
                rule,
                namespace,
                name,
                text(spec.get("role")),
                subjects,
                groups,
                condition(spec),
                optional(spec, "expires").map(Instant::parse));
    }

    /** A guardrail; nothing where it is about no act that is known here. */
    public static Optional<Guardrail> guardrail(Rule rule, Namespace namespace, String name, Map<String, Object> spec) {
        Map<String, Object> match = map(spec.get("match"));
        Set<Permission> actions = permissions(list(match, "actions"));
        return actions.isEmpty()
                ? Optional.empty()
                : Optional.of(new Guardrail(
                        rule,
                        namespace,
                        name,
                        actions,
                        list(match, "jobs").stream()
                                .map(pattern -> new NamePattern(text(pattern)))
                                .toList(),
                        condition(spec),
                        effect(spec),
                        spec.containsKey("at"),
                        optional(spec, "message").orElse("")));
    }

    private static Effect effect(Map<String, Object> spec) {
        return switch (text(spec.get("action"))) {
            case "Deny" -> new Effect.Deny();
            case "Warn" -> new Effect.Warn();
            case "RequireApproval" -> approval(map(spec.get("approval")));
            default -> throw new IllegalArgumentException("an action that there is not");
        };
    }

    private static Effect approval(Map<String, Object> approval) {
        if (!(approval.get("count") instanceof Number count)) {
            throw new IllegalArgumentException("no number of people");
        }
        return new Effect.RequireApproval(
                list(map(approval.get("from")), "groups").stream()
                        .map(RuleSpecs::id)
                        .collect(Collectors.toSet()),
                count.intValue(),
                Duration.parse(text(approval.get("expires"))));
    }

    /** The condition of a spec; nothing where it has none. */
    private static Optional<Expression> condition(Map<String, Object> spec) {
        Map<String, UUID> groups = new HashMap<>();
        if (spec.containsKey("groups")) {
            map(spec.get("groups")).forEach((name, id) -> groups.put(name, id(id)));
        }
        return optional(spec, "when").map(when -> new Expression(when, groups));
    }

    private static Set<Permission> permissions(List<?> names) {
        return names.stream()
                .flatMap(name -> Permission.parse(text(name)).stream())
                .collect(Collectors.toSet());
    }

    private static List<?> list(Map<String, Object> members, String name) {
        if (!members.containsKey(name)) {
            return List.of();
        }
        if (!(members.get(name) instanceof List<?> list)) {
            throw new IllegalArgumentException(name + " is not a list");
        }
        return list;
    }

    private static Map<String, Object> map(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException("not a mapping");
        }
        Map<String, Object> named = new HashMap<>();
        members.forEach((name, each) -> named.put(text(name), each));
        return named;
    }

    private static Optional<String> optional(Map<String, Object> members, String name) {
        return members.containsKey(name) ? Optional.of(text(members.get(name))) : Optional.empty();
    }

    private static UUID id(@Nullable Object value) {
        return UUID.fromString(text(value));
    }

    private static String text(@Nullable Object value) {
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("not a text");
        }
        return text;
    }
}
