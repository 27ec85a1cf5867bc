package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.CompiledSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules are held to the schemas that gateways hold them to, and nothing is refused here that is accepted there. */
class ManifestSchemaTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);

    /** One of each kind, with every member that there is. */
    private static final String FULL = """
            apiVersion: gatehouse.dev/v1
            kind: Role
            metadata: {name: approver, revision: 3}
            spec: {description: Says yes, permissions: ["approval:decide", "execution:read"]}
            ---
            apiVersion: gatehouse.dev/v1
            kind: RoleBinding
            metadata: {namespace: acme.prod, name: approvers, revision: 3}
            spec:
              description: Who says yes
              role: approver
              subjects:
              - {user: ada}
              - {group: release-managers}
              - {serviceAccount: ci}
              - {id: 00000000-0000-4000-8000-000000000001}
              when: "inGroup('on-call')"
              groups: {on-call: 00000000-0000-4000-8000-000000000002}
              expires: "2099-06-30T18:00:00+02:00"
            ---
            apiVersion: gatehouse.dev/v1
            kind: Guardrail
            metadata: {namespace: acme.prod, name: two-people, revision: 3}
            spec:
              description: Two people
              match: {actions: ["execution:create"], jobs: ["acme.prod/*"]}
              when: "!inGroup('on-call')"
              groups: {on-call: 00000000-0000-4000-8000-000000000002}
              action: RequireApproval
              message: Two people see what runs in production
              approval: {from: {groups: [release-managers]}, count: 2, expires: PT4H, notify: "https://chat.example.com/hooks/x"}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Guardrail
            metadata: {namespace: acme.prod, name: frozen}
            spec: {match: {actions: ["execution:create"]}, at: submit, action: Deny}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"Role", "RoleBinding", "Guardrail"})
    void everyMemberThatThereIsIsRead(String kind) throws IOException {
        Set<String> members = new TreeSet<>();
        for (JsonNode document : of(kind)) {
            members("", document, members);
        }

        assertThat(members).containsAll(declared("", schema(kind), new TreeSet<>()));
        assertThat(PolicyManifests.policy(YamlValue.documents("full.yaml", FULL))
                        .guardrails())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Role", "RoleBinding", "Guardrail"})
    void refusesWhatTheGatewayRefusesAndNothingElse(String kind) throws IOException {
        CompiledSchema gateway = CompiledSchema.of(schema(kind));
        ManifestSchema here = ManifestSchema.of(kind);
        int refused = 0;
        int accepted = 0;
        for (JsonNode document : of(kind)) {
            for (JsonNode variant : variants(document)) {
                boolean accepts = gateway.violations(variant).isEmpty();
                var value = YamlValue.documents("x.yaml", JSON.writeValueAsString(variant))
                        .getFirst();
                if (accepts) {
                    here.hold(value);
                    accepted++;
                } else {
                    assertThatThrownBy(() -> here.hold(value))
                            .as(variant.toString())
                            .isInstanceOf(CommandFailure.class)
                            .hasMessageMatching("(?s)x\\.yaml:\\d+:\\d+: .+");
                    refused++;
                }
            }
        }

        assertThat(refused).isGreaterThan(50);
        assertThat(accepted).isGreaterThan(5);
    }

    /** The document, and many others that differ from it in one place. */
    private static List<JsonNode> variants(JsonNode document) {
        List<JsonNode> values = new ArrayList<>(List.of(
                JSON.nullNode(),
                JSON.getNodeFactory().textNode(""),
                JSON.getNodeFactory().textNode("x"),
                JSON.getNodeFactory().textNode("A b:c\n"),
                JSON.getNodeFactory().textNode("x\n"),
                JSON.getNodeFactory().numberNode(0),
                JSON.getNodeFactory().numberNode(20),
                JSON.getNodeFactory().numberNode(21),
                JSON.getNodeFactory().booleanNode(true),
                JSON.createArrayNode(),
                JSON.createObjectNode(),
                JSON.createObjectNode().put("other", "x")));
        for (int length :
                new int[] {40, 41, 100, 101, 253, 254, 320, 321, 500, 501, 1000, 1001, 2048, 2049, 4096, 4097}) {
            values.add(JSON.getNodeFactory().textNode("x".repeat(length)));
            values.add(JSON.getNodeFactory().textNode("\uD83D\uDE00".repeat(length)));
        }
        List<JsonNode> variants = new ArrayList<>(List.of(document));
        vary(document, document.deepCopy(), values, variants);
        return variants;
    }

    private static void vary(JsonNode place, JsonNode whole, List<JsonNode> values, List<JsonNode> variants) {
        paths("", place).forEach(path -> {
            values.forEach(value -> variants.add(with(whole, path, value)));
            variants.add(without(whole, path));
            JsonNode there = whole.at(path);
            if (there instanceof ObjectNode object) {
                variants.add(with(whole, path, object.deepCopy().put("another", "x")));
            }
            if (there instanceof ArrayNode array && !array.isEmpty()) {
                variants.add(with(whole, path, array.deepCopy().add(array.get(0).deepCopy())));
                for (int size : new int[] {50, 51, 100, 101, 200, 201, 1000, 1001}) {
                    ArrayNode many = JSON.createArrayNode();
                    for (int i = 0; i < size; i++) {
                        many.add(
                                array.get(0).isTextual()
                                        ? JSON.getNodeFactory().textNode("a:b" + "b".repeat(i % 90))
                                        : array.get(0));
                    }
                    variants.add(with(whole, path, many));
                }
            }
        });
    }

    private static List<String> paths(String at, JsonNode value) {
        List<String> paths = new ArrayList<>();
        if (value.isObject()) {
            value.properties().forEach(member -> {
                paths.add(at + "/" + member.getKey());
                paths.addAll(paths(at + "/" + member.getKey(), member.getValue()));
            });
        }
        for (int i = 0; i < value.size() && value.isArray(); i++) {
            paths.add(at + "/" + i);
            paths.addAll(paths(at + "/" + i, value.get(i)));
        }
        return paths;
    }

    private static JsonNode with(JsonNode whole, String path, JsonNode value) {
        JsonNode copy = whole.deepCopy();
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        switch (copy.at(path.substring(0, slash))) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> array.set(Integer.parseInt(last), value);
            case JsonNode other -> throw new IllegalStateException(path + " of " + other);
        }
        return copy;
    }

    private static JsonNode without(JsonNode whole, String path) {
        JsonNode copy = whole.deepCopy();
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        switch (copy.at(path.substring(0, slash))) {
            case ObjectNode object -> object.remove(last);
            case ArrayNode array -> array.remove(Integer.parseInt(last));
            case JsonNode other -> throw new IllegalStateException(path + " of " + other);
        }
        return copy;
    }

    private static JsonNode schema(String kind) throws IOException {
        return JSON.readTree(Clone.ROOT
                .resolve("policy/src/main/resources/schema/" + kind.toLowerCase(Locale.ROOT) + ".json")
                .toFile());
    }

    private static List<JsonNode> of(String kind) {
        return YamlValue.documents("full.yaml", FULL).stream()
                .map(document -> JSON.<JsonNode>valueToTree(document.object()))
                .filter(document -> document.path("kind").asText().equals(kind))
                .toList();
    }

    /** The places of a document's members, without their numbers in lists. */
    private static void members(String at, JsonNode value, Set<String> found) {
        value.properties().forEach(member -> {
            found.add(at + "/" + member.getKey());
            members(at + "/" + member.getKey(), member.getValue(), found);
        });
        for (int i = 0; i < value.size() && value.isArray(); i++) {
            members(at, value.get(i), found);
        }
    }

    private static Set<String> declared(String at, JsonNode schema, Set<String> found) {
        schema.path("properties").properties().forEach(member -> {
            found.add(at + "/" + member.getKey());
            declared(at + "/" + member.getKey(), member.getValue(), found);
        });
        if (schema.has("items")) {
            declared(at, schema.path("items"), found);
        }
        return found;
    }
}
