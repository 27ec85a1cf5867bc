package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Role;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A binding's role exists, its subjects and groups are stored by their ids, each once, and its condition is one.
 */
final class RoleBindingResolution implements Resolution {
    private static final String GROUP = "group";
    private static final String EXPIRES = "expires";
    private static final Pattern RFC_3339 = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    private final ConditionResolution condition;

    RoleBindingResolution(ConditionResolution condition) {
        this.condition = condition;
    }

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
            List<Held> found = find(subject.getKey(), named, draft, declarations);
            if (found.size() == 1) {
                held.add(found.getFirst());
            } else {
                draft.refuse(
                        at,
                        found.isEmpty()
                                ? nobody(subject.getKey())
                                : "there are several %ss of this name: name one by its id".formatted(subject.getKey()));
            }
        }
        ArrayNode stored = JsonNodeFactory.instance.arrayNode();
        held.forEach(each -> stored.addObject().put(each.form(), each.id().toString()));
        draft.spec().set("subjects", stored);
        condition.resolve(draft, declarations);
        resolveExpiry(draft);
    }

    private static String nobody(String form) {
        return switch (form) {
            case "user" -> "there is no user of this name";
            case "serviceAccount" -> "there is no service account of this name";
            case GROUP -> "there is no group of this name";
            default -> "there is nobody of this id";
        };
    }

    /** Written with whatever offset, it is stored as UTC. */
    private static void resolveExpiry(Draft draft) {
        if (draft.spec().has(EXPIRES)) {
            moment(draft.spec().path(EXPIRES).asText())
                    .ifPresentOrElse(
                            expires -> draft.spec().put(EXPIRES, expires.toString()),
                            () -> draft.refuse(
                                    Draft.SPEC.child(EXPIRES),
                                    "not a moment of RFC 3339, such as 2027-01-31T18:00:00+01:00"));
        }
    }

    /** In no other form of ISO 8601, and so that it has this form in UTC, too. */
    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(text)
                    .filter(form -> RFC_3339.matcher(form).matches())
                    .map(form -> OffsetDateTime.parse(form).toInstant())
                    .filter(expires -> RFC_3339.matcher(expires.toString()).matches());
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static List<Held> find(String form, String name, Draft draft, Declarations declarations)
            throws SQLException {
        return switch (form) {
            case "user" ->
                declarations.users(name).stream().map(id -> new Held("id", id)).toList();
            case "serviceAccount" -> subject(declarations.subject("service_account", name));
            case "id" -> byId(UUID.fromString(name), declarations);
            case GROUP ->
                GroupNames.find(name, draft, declarations).stream()
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
}
