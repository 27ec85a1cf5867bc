package dev.gatehouse.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Holds {@code docs/openapi.yaml} to the routes; with {@code -Dopenapi=write} it is written instead. */
@QuarkusTest
class OpenApiTest {
    private static final String REGENERATE =
            "./gatehouse mvn -o -q -Dquick -pl gateway -am test -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dopenapi=write";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PAGE = Path.of("../docs/openapi.yaml");

    @Inject
    BeanManager beans;

    @Test
    void thePageSaysWhatTheRoutesAre() throws IOException {
        String generated = yaml(document());
        if ("write".equals(System.getProperty("openapi"))) {
            Files.writeString(PAGE, generated);
        }

        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/openapi.yaml is not what the routes are. Write it anew: " + REGENERATE)
                .isEqualTo(generated);
    }

    @Test
    void everyRouteIsThereWithItsWordsItsPermissionAndItsAnswers() throws IOException {
        JsonNode document = document();
        List<String> wrong = new ArrayList<>();
        for (Route route : routes()) {
            JsonNode operation = document.path("paths")
                    .path(route.template())
                    .path(route.verb().toLowerCase(Locale.ROOT));
            boolean good = operation.path("summary").asText().endsWith(".")
                    && operation
                            .path("x-permission")
                            .asText()
                            .equals(route.permission().orElse(""))
                    && operation
                            .path("responses")
                            .propertyStream()
                            .anyMatch(each -> each.getKey().startsWith("2"));
            if (!good) {
                wrong.add(route.name() + ": " + operation.path("summary"));
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** The SCIM door describes itself, as its clients expect it. */
    private List<Route> routes() {
        return Route.all(beans).stream()
                .filter(route -> !route.path().startsWith("/scim/"))
                .toList();
    }

    private JsonNode document() throws IOException {
        JsonNode scanned = JSON.readTree(Path.of("target/openapi/scanned.json").toFile());
        Object written = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("src/test/resources/openapi/bodies.yaml")));
        return new ApiDocument(scanned, JSON.valueToTree(written)).of(routes());
    }

    private static String yaml(JsonNode document) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(120)
                .setDereferenceAliases(true)
                .build();
        return "# Generated from the routes by OpenApiTest.\n"
                + new Dump(settings).dumpToString(JSON.convertValue(document, new TypeReference<Object>() {}));
    }
}
