package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.problem.Violation;
import java.util.ArrayList;
import java.util.List;

/** What a job may declare as the schema of its inputs. */
final class InputSchema {
    private static final CompiledSchema META_SCHEMA = CompiledSchema.metaSchema();
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private InputSchema() {}

    /** What speaks against the schema. */
    static List<Violation> violations(JsonNode schema, Pointer at) {
        List<Violation> violations = new ArrayList<>();
        for (Violation violation : META_SCHEMA.violations(schema)) {
            violations.add(Violation.at(at.text() + violation.pointer(), violation.message()));
        }
        if (!schema.path("type").asText().equals("object")) {
            violations.add(Violation.at(at.text(), "inputs are one object, so the schema says type: object"));
        }
        if (schema.has("$schema") && !schema.path("$schema").asText().equals(DIALECT)) {
            violations.add(Violation.at(at.child("$schema").text(), "the dialect is " + DIALECT));
        }
        collectReferences(schema, at, violations);
        if (violations.isEmpty()) {
            SchemaExpansion.refusal(schema).ifPresent(reason -> violations.add(Violation.at(at.text(), reason)));
        }
        if (violations.isEmpty()) {
            violations.addAll(trial(schema, at));
        }
        return violations;
    }

    private static void collectReferences(JsonNode node, Pointer at, List<Violation> violations) {
        node.properties().forEach(member -> {
            Pointer place = at.child(member.getKey());
            if (member.getKey().equals("$ref")
                    && member.getValue().isTextual()
                    && !member.getValue().asText().startsWith("#")) {
                violations.add(Violation.at(place.text(), "nothing is fetched: a reference starts with #"));
            }
            if (member.getKey().equals("$dynamicRef") && member.getValue().isTextual()) {
                violations.add(Violation.at(place.text(), "what a reference means is fixed: use $ref"));
            }
            if (member.getKey().equals("$id") && member.getValue().isTextual()) {
                violations.add(Violation.at(place.text(), "the schema has no other address than its job"));
            }
            collectReferences(member.getValue(), place, violations);
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collectReferences(node.get(i), at.child(i), violations);
            }
        }
    }

    /** Compiles it and checks an empty object, so that what cannot be used is found when it is declared. */
    private static List<Violation> trial(JsonNode schema, Pointer at) {
        try {
            return CompiledSchema.of(schema).violations(JsonNodeFactory.instance.objectNode()).stream()
                    .filter(violation -> violation.message().startsWith("the schema "))
                    .map(violation -> Violation.at(at.text(), violation.message()))
                    .toList();
        } catch (IllegalArgumentException malformed) {
            return List.of(Violation.at(at.text(), "not a usable JSON Schema: a pattern or a reference is broken"));
        }
    }
}
