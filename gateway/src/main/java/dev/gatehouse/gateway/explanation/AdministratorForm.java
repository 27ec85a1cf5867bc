package dev.gatehouse.gateway.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.policy.PolicyReadPermit;
import dev.gatehouse.policy.Rule;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A decision as administrators see it: about whom, why, by which rules and what these said then, and what nearly allowed
 * it. Thread-safe.
 */
@Singleton
final class AdministratorForm {
    private static final List<String> RUN = List.of("inputs", "launch");
    private static final List<String> OF_PEOPLE = List.of("source", "groups", "impersonatorGroups");
    private static final String SPEC = "spec";
    private static final String APPROVAL = "approval";
    private static final String NOTIFY = "notify";

    private final Transactions transactions;
    private final RuleVersions versions;

    AdministratorForm(Transactions transactions, RuleVersions versions) {
        this.transactions = transactions;
        this.versions = versions;
    }

    /**
     * @param people whether it may be shown what subjects and groups are called, in which groups a subject was, from which
     *     address it asked, and where people are told of approvals
     * @param inputs whether the inputs and launch options may be shown
     */
    Map<String, Object> of(PolicyReadPermit permit, RecordedDecision decision, boolean people, boolean inputs) {
        String tenant = permit.subject().tenant();
        JsonNode explanation = decision.explanation();
        var form = new LinkedHashMap<>(decision.forUser());
        form.put("form", "admin");
        return transactions.run(connection -> {
            Map<UUID, String> names = people ? names(connection, tenant, decision) : Map.of();
            form.put("subject", named(decision.subject(), names));
            form.put("tenantRevision", decision.tenantRevision());
            form.put("complete", decision.complete());
            form.put("reasons", explanation.path("reasons").valueStream().toList());
            form.put(
                    "rules",
                    versions.items(connection, tenant, rules(explanation)).stream()
                            .map(rule -> people ? rule : withoutAddress(rule))
                            .toList());
            form.put(
                    "nearMisses",
                    nearMisses(explanation).map(miss -> near(miss, names)).toList());
            form.put("question", question(decision.question(), people, inputs));
            return form;
        });
    }

    private static List<Rule> rules(JsonNode explanation) {
        return explanation
                .path("rules")
                .valueStream()
                .flatMap(rule -> Rule.parse(rule.asText()).stream())
                .toList();
    }

    private static Stream<JsonNode> nearMisses(JsonNode explanation) {
        return explanation.path("nearMisses").valueStream();
    }

    private static Map<UUID, String> names(Connection connection, String tenant, RecordedDecision decision)
            throws SQLException {
        List<UUID> ids = Stream.concat(
                        Stream.of(decision.subject()),
                        nearMisses(decision.explanation()).flatMap(miss -> principal(miss).stream()))
                .distinct()
                .toList();
        return Principals.of(connection, tenant, ids).values().stream()
                .collect(Collectors.toMap(Principal::id, Principal::name));
    }

    private static Optional<UUID> principal(JsonNode miss) {
        return PathId.of(miss.path("principal").asText());
    }

    private static Map<String, Object> near(JsonNode miss, Map<UUID, String> names) {
        var item = new LinkedHashMap<String, Object>();
        miss.properties().forEach(member -> item.put(member.getKey(), member.getValue()));
        principal(miss).ifPresent(id -> item.put("principal", named(id, names)));
        return item;
    }

    private static Map<String, Object> named(UUID id, Map<UUID, String> names) {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", id.toString());
        Optional.ofNullable(names.get(id)).ifPresent(name -> item.put("name", name));
        return item;
    }

    private static JsonNode question(JsonNode asked, boolean people, boolean inputs) {
        if (!(asked instanceof ObjectNode document)) {
            return asked;
        }
        ObjectNode shown = document.deepCopy();
        if (!inputs) {
            shown.remove(RUN);
        }
        if (!people && shown.path("subject") instanceof ObjectNode subject) {
            subject.remove(OF_PEOPLE);
        }
        return shown;
    }

    private static Map<String, Object> withoutAddress(Map<String, Object> rule) {
        if (!(rule.get(SPEC) instanceof ObjectNode spec) || !spec.path(APPROVAL).has(NOTIFY)) {
            return rule;
        }
        ObjectNode shown = spec.deepCopy();
        ((ObjectNode) shown.path(APPROVAL)).remove(NOTIFY);
        var item = new LinkedHashMap<>(rule);
        item.put(SPEC, shown);
        return item;
    }
}
