package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.policy.Conditions;
import dev.gatehouse.policy.ExpressionFlaw;
import dev.gatehouse.policy.Permission;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * A spec's {@code when} is a condition, and beside it {@code groups} has the ids of the groups that it names: those that
 * have the names now, unless the spec says so itself, as one does that is applied as it was read.
 */
final class ConditionResolution {
    private static final String WHEN = "when";
    private static final String GROUPS = "groups";

    private final Conditions conditions;

    ConditionResolution(Conditions conditions) {
        this.conditions = conditions;
    }

    /** The condition of a binding. */
    void resolve(Draft draft, Declarations declarations) throws SQLException {
        resolve(draft, conditions::read, declarations);
    }

    /** The condition of a rule about these actions. */
    void resolve(Draft draft, Set<Permission> actions, Declarations declarations) throws SQLException {
        resolve(draft, text -> conditions.read(text, actions), declarations);
    }

    private static void resolve(Draft draft, Function<String, Conditions.Reading> reader, Declarations declarations)
            throws SQLException {
        Set<String> names = draft.spec().has(WHEN)
                ? names(draft, reader.apply(draft.spec().path(WHEN).asText()))
                : Set.of();
        JsonNode known = draft.spec().path(GROUPS);
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        for (String name : names.stream().sorted().toList()) {
            boolean isSaid = known.has(name);
            Optional<UUID> id = GroupNames.only(
                    isSaid ? known.path(name).asText() : name,
                    isSaid ? Draft.SPEC.child(GROUPS).child(name) : Draft.SPEC.child(WHEN),
                    draft,
                    declarations);
            id.ifPresent(each -> stored.put(name, each.toString()));
        }
        draft.spec().remove(GROUPS);
        if (!stored.isEmpty()) {
            draft.spec().set(GROUPS, stored);
        }
    }

    private static Set<String> names(Draft draft, Conditions.Reading reading) {
        return switch (reading) {
            case Conditions.Reading.Sound(var groups) -> groups;
            case Conditions.Reading.Flawed(var flaws) -> {
                Pointer at = Draft.SPEC.child(WHEN);
                flaws.forEach(flaw -> draft.refuse(at, said(flaw)));
                yield Set.of();
            }
        };
    }

    private static String said(ExpressionFlaw flaw) {
        return "line " + flaw.line() + ", column " + flaw.column() + ": " + flaw.message();
    }
}
