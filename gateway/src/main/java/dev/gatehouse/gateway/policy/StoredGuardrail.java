package dev.gatehouse.gateway.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.Effect;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.NamePattern;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A guardrail as it is stored. */
final class StoredGuardrail {
    private StoredGuardrail() {}

    /**
     * Nothing where it is about no act that this gateway knows.
     *
     * @throws IllegalArgumentException where it cannot be read
     */
    static Optional<Guardrail> of(Rule rule, Namespace namespace, String name, JsonNode spec) {
        Set<Permission> actions = spec.path("match")
                .path("actions")
                .valueStream()
                .flatMap(action -> Permission.parse(action.asText()).stream())
                .collect(Collectors.toSet());
        return actions.isEmpty()
                ? Optional.empty()
                : Optional.of(new Guardrail(
                        rule,
                        namespace,
                        name,
                        actions,
                        spec.path("match")
                                .path("jobs")
                                .valueStream()
                                .map(pattern -> new NamePattern(pattern.asText()))
                                .toList(),
                        StoredCondition.of(spec),
                        effect(spec),
                        spec.has("at"),
                        spec.path("message").asText("")));
    }

    private static Effect effect(JsonNode spec) {
        return switch (spec.path("action").asText()) {
            case "Deny" -> new Effect.Deny();
            case "Warn" -> new Effect.Warn();
            case "RequireApproval" -> approval(spec.path("approval"));
            default -> throw new IllegalArgumentException("an action that there is not");
        };
    }

    private static Effect approval(JsonNode approval) {
        return new Effect.RequireApproval(
                approval.path("from")
                        .path("groups")
                        .valueStream()
                        .map(group -> UUID.fromString(group.asText()))
                        .collect(Collectors.toSet()),
                approval.path("count").asInt(),
                Duration.parse(approval.path("expires").asText()));
    }
}
