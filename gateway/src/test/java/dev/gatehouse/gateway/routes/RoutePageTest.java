package dev.gatehouse.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.policy.Permission;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The routes that {@link EveryRouteTest} walks are those of the API's page. */
@QuarkusTest
class RoutePageTest {
    @Inject
    BeanManager beans;

    /** But SCIM's: its routes are its own standard's, and ask for a token of another kind. */
    @Test
    void theWalkIsOfEveryRouteOfTheApisPageAndEachPermissionIsThere() throws IOException {
        Map<String, String> written = new TreeMap<>();
        JsonNode page = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(Path.of("../docs/openapi.yaml"))));
        page.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(verb -> written.put(
                                verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                verb.getValue().path("x-permission").asText())));
        Map<String, String> walked = new TreeMap<>();
        Route.all(beans).stream()
                .filter(route -> !route.path().startsWith("/scim/"))
                .forEach(route -> walked.put(
                        route.verb() + " " + route.template(),
                        route.permission().orElse("")));

        assertThat(walked).isEqualTo(written);
        assertThat(walked.values().stream().filter(permission -> !permission.isEmpty()))
                .allMatch(permission ->
                        Permission.parse(permission.replace("KIND", "job")).isPresent());
    }
}
