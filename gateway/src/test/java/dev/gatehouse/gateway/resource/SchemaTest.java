package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.egress.EgressSettings;
import dev.gatehouse.gateway.operation.TestAddress;
import dev.gatehouse.gateway.policy.MappableRoles;
import dev.gatehouse.gateway.secret.StoreRules;
import dev.gatehouse.gateway.secret.StoreSettings;
import dev.gatehouse.policy.Conditions;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published schemas: complete, and what every example of the project holds to. */
@QuarkusTest
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMAS = Path.of("src/main/resources/schema");
    private static final Path RULES = Path.of("../policy/src/main/resources/schema");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```");

    private final Kinds kinds = new Kinds(
            JSON,
            new MappableRoles(Optional::empty),
            new DeclaredAddresses(new EgressSettings(false)),
            new Conditions(),
            TestAddress.of("https://gatehouse.test"),
            new StoreRules(new StoreSettings()));

    @Test
    void everyKindsSchemaIsServedToAnybodyAsTheFileSaysIt() throws IOException {
        for (Kind kind : kinds.all()) {
            byte[] served = given().get("/schemas/v1/" + kind.word() + ".json")
                    .then()
                    .statusCode(200)
                    .contentType("application/schema+json")
                    .extract()
                    .asByteArray();

            assertThat(served).isEqualTo(Files.readAllBytes(file(kind)));
        }
        given().get("/schemas/v1/thing.json").then().statusCode(404).body("code", equalTo("unknown_kind"));
        given().get("/schemas/v1/..%2Fjob.json").then().statusCode(404);
    }

    @Test
    void everyMemberIsDescribed() throws IOException {
        List<String> undescribed = new ArrayList<>();
        for (Kind kind : kinds.all()) {
            JsonNode schema = JSON.readTree(file(kind).toFile());
            assertThat(schema.path("title").asText()).isEqualTo(kind.name());
            assertThat(schema.path("description").asText()).isNotEmpty();
            describe(kind.name(), schema, undescribed);
        }

        assertThat(undescribed).isEmpty();
    }

    @Test
    void everyExampleAndEverySnippetHoldsToItsKindsSchema() throws IOException {
        Map<String, String> manifests = manifests();
        List<String> wrong = new ArrayList<>();
        int documents = 0;
        for (var manifest : manifests.entrySet()) {
            for (ManifestDocument document :
                    ManifestReader.read(manifest.getValue().getBytes(StandardCharsets.UTF_8))) {
                Kind kind = kinds.named(document.json().path("kind").asText()).orElseThrow();
                kind.schema()
                        .violations(document.json())
                        .forEach(violation -> wrong.add(manifest.getKey() + " " + violation));
                documents++;
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(documents).isGreaterThanOrEqualTo(9);
    }

    /** Rules are held to their schemas by the command line, too. */
    private static Path file(Kind kind) {
        String name = kind.word() + ".json";
        return Files.exists(RULES.resolve(name)) ? RULES.resolve(name) : SCHEMAS.resolve(name);
    }

    private static void describe(String at, JsonNode schema, List<String> undescribed) {
        schema.path("properties").properties().forEach(member -> {
            String place = at + "/" + member.getKey();
            if (member.getValue().path("description").asText().isEmpty()) {
                undescribed.add(place);
            }
            describe(place, member.getValue(), undescribed);
        });
        for (String inner : new String[] {"items", "additionalProperties"}) {
            if (schema.path(inner).isObject()) {
                describe(at + "/*", schema.path(inner), undescribed);
            }
        }
    }

    /** What stands in examples, and in the pages' blocks of manifests. */
    private static Map<String, String> manifests() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> examples = Files.walk(Path.of("../examples"));
                Stream<Path> docs = Files.walk(Path.of("../docs"))) {
            for (Path file :
                    Stream.concat(examples, docs).filter(Files::isRegularFile).toList()) {
                String name = file.toString();
                if (name.endsWith(".yaml") && !name.endsWith("-test.yaml") && name.contains("examples")) {
                    found.put(name, text(file));
                } else if (name.endsWith(".md")) {
                    List<String> blocks = BLOCK.matcher(text(file))
                            .results()
                            .map((MatchResult block) -> block.group(1))
                            .filter(block -> block.contains("apiVersion: gatehouse.dev/"))
                            .toList();
                    for (int i = 0; i < blocks.size(); i++) {
                        found.put(name + "#" + i, blocks.get(i));
                    }
                }
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
