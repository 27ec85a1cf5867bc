package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Role;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A binding's role exists, and its subjects are stored by their ids, each once. */
final class RoleBindingResolution implements Resolution {
    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        String role = draft.spec().path("role").asText();
        boolean builtIn = Role.BUILT_IN.stream().anyMatch(known -> known.name().equals(role));
        if (!builtIn && !declarations.has("role", Namespace.ROOT, role)) {
            draft.refuse(Draft.SPEC.child("role"), "there is no such role");
        }
        Set<UUID> ids = new LinkedHashSet<>();
        JsonNode subjects = draft.spec().path("subjects");
        for (int i = 0; i < subjects.size(); i++) {
            Map.Entry<String, JsonNode> subject =
                    subjects.get(i).properties().iterator().next();
            Pointer at = Draft.SPEC.child("subjects").child(i).child(subject.getKey());
            find(subject.getKey(), subject.getValue().asText(), declarations)
                    .ifPresentOrElse(ids::add, () -> draft.refuse(at, "there is nobody of this name"));
        }
        ArrayNode stored = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> stored.addObject().put("id", id.toString()));
        draft.spec().set("subjects", stored);
    }

    /** Groups come with provisioning; without it there are none. */
    private static Optional<UUID> find(String form, String name, Declarations declarations) throws SQLException {
        return switch (form) {
            case "user" -> declarations.subject("user", name);
            case "serviceAccount" -> declarations.subject("service_account", name);
            case "id" -> {
                UUID id = UUID.fromString(name);
                yield declarations.hasSubject(id) ? Optional.of(id) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }
}
