package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Role;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** A binding's role exists, and its subjects and groups are stored by their ids, each once. */
final class RoleBindingResolution implements Resolution {
    private static final String GROUP = "group";
    private static final String NOBODY = "there is nobody of this name";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Somebody as the binding holds them. */
    private record Held(String form, UUID id) {}

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        String role = draft.spec().path("role").asText();
        boolean builtIn = Role.BUILT_IN.stream().anyMatch(known -> known.name().equals(role));
        if (!builtIn && !declarations.has("role", Namespace.ROOT, role)) {
            draft.refuse(Draft.SPEC.child("role"), "there is no such role");
        }
        Set<Held> held = new LinkedHashSet<>();
        JsonNode subjects = draft.spec().path("subjects");
        for (int i = 0; i < subjects.size(); i++) {
            Map.Entry<String, JsonNode> subject =
                    subjects.get(i).properties().iterator().next();
            Pointer at = Draft.SPEC.child("subjects").child(i).child(subject.getKey());
            String named = subject.getValue().asText();
            List<Held> found = find(subject.getKey(), named, declarations);
            if (found.size() == 1) {
                Held one = found.getFirst();
                held.add(one);
                Optional<ClaimGroup> claimed =
                        subject.getKey().equals(GROUP) ? ClaimGroup.parse(named) : Optional.empty();
                claimed.ifPresent(group -> draft.claimGroups().put(one.id(), group));
            } else {
                draft.refuse(
                        at,
                        found.isEmpty()
                                ? NOBODY
                                : "there are several %ss of this name: name one by its id".formatted(subject.getKey()));
            }
        }
        ArrayNode stored = JsonNodeFactory.instance.arrayNode();
        held.forEach(each -> stored.addObject().put(each.form(), each.id().toString()));
        draft.spec().set("subjects", stored);
    }

    private static List<Held> find(String form, String name, Declarations declarations) throws SQLException {
        return switch (form) {
            case "user" ->
                declarations.users(name).stream().map(id -> new Held("id", id)).toList();
            case "serviceAccount" -> subject(declarations.subject("service_account", name));
            case "id" -> byId(UUID.fromString(name), declarations);
            case GROUP ->
                groups(name, declarations).stream()
                        .map(id -> new Held(GROUP, id))
                        .toList();
            default -> List.of();
        };
    }

    private static List<Held> subject(Optional<UUID> id) {
        return id.map(known -> new Held("id", known)).stream().toList();
    }

    private static List<Held> byId(UUID id, Declarations declarations) throws SQLException {
        if (ClaimGroup.isOne(id)) {
            return List.of(new Held(GROUP, id));
        }
        if (declarations.hasSubject(id)) {
            return List.of(new Held("id", id));
        }
        return declarations.hasGroup(id) ? List.of(new Held(GROUP, id)) : List.of();
    }

    /** A stored binding has the ids of groups in the places of their names, and can be applied as it is read. */
    private static List<UUID> groups(String name, Declarations declarations) throws SQLException {
        Optional<ClaimGroup> claimed = ClaimGroup.parse(name);
        if (claimed.isPresent()) {
            return declarations
                    .id("identityprovider", Namespace.ROOT, claimed.get().provider())
                    .map(claimed.get()::id)
                    .stream()
                    .toList();
        }
        if (ID.matcher(name).matches()) {
            UUID id = UUID.fromString(name);
            return ClaimGroup.isOne(id) || declarations.hasGroup(id) ? List.of(id) : declarations.groups(name);
        }
        return declarations.groups(name);
    }
}
