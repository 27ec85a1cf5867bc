package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResourceExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Inject
    TestAccess access;

    @Test
    void everyExampleOfTheDocumentationApplies() throws IOException {
        var owner = access.account("acme", "Owner", "root");
        var bot = access.stranger("acme");
        String page = Files.readString(Path.of("..", "docs", "resources.md"));
        List<String> examples = EXAMPLE.matcher(page)
                .results()
                .map(MatchResult::group)
                .map(block -> block.replace("```yaml\n", "").replace("```", ""))
                .map(yaml -> yaml.replace("serviceAccount: bot", "serviceAccount: " + bot.name()))
                .toList();

        assertThat(examples).hasSize(9);
        for (String example : examples) {
            given().auth()
                    .oauth2(owner.token())
                    .contentType("application/yaml")
                    .body(example.getBytes(StandardCharsets.UTF_8))
                    .post("/api/v1/acme/apply")
                    .then()
                    .statusCode(200);
        }
    }
}
