package dev.gatehouse.gateway.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.Expression;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The condition in a stored spec. */
final class StoredCondition {
    private StoredCondition() {}

    /** Nothing where it has none. */
    static Optional<Expression> of(JsonNode spec) {
        return Optional.ofNullable(spec.path("when").textValue())
                .map(text -> new Expression(
                        text,
                        spec.path("groups").properties().stream()
                                .collect(Collectors.toMap(
                                        group -> group.getKey(),
                                        group ->
                                                UUID.fromString(group.getValue().asText())))));
    }
}
