package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What SCIM clients that others wrote find at the door of a real installation. scim2-tester makes and changes resources
 * with every attribute that the schemas describe; scim-sanity goes the way of a provisioning client.
 */
class ScimConformanceIT {
    /** Where the RFC leaves a choice and scim-sanity wants the other one: the page on SCIM names the check, and why. */
    private static final List<String> DEVIATIONS = List.of("PATCH /Groups/{id} add member");

    /** Of drafts about programs that act for people, which are no part of SCIM 2.0. */
    private static final List<String> DRAFTS =
            List.of("Agent CRUD Lifecycle", "AgenticApplication CRUD Lifecycle", "Agent Rapid Lifecycle");

    private static final Pattern VERDICT = Pattern.compile("(?m)^([A-Z]{4,}) (\\w+)$");

    private static PythonTools tools;
    private static Installation installation;

    /** What the CLI prints of a new client. */
    private record Client(String url, String token) {
        static Client named(String name) {
            CommandRun run = installation.gatehouse("scim", "client", "create", name);
            assertThat(run.exit()).as(run.err()).isZero();
            List<String> lines = run.out().lines().toList();
            return new Client(lines.getFirst(), lines.get(1));
        }
    }

    @BeforeAll
    static void bringUp() throws IOException {
        tools = PythonTools.installed("scim");
        installation = Installation.inNewHome();
        installation.up();
    }

    @AfterAll
    static void takeDown() throws IOException {
        installation.close();
    }

    @Test
    void scim2TesterFindsNoError() throws IOException {
        var client = Client.named("scim2");

        CommandRun run = tools.run(
                Map.of("SCIM_CLI_HEADERS", "Authorization: Bearer " + client.token()),
                "scim2",
                "-u",
                client.url(),
                "test");

        List<String> verdicts = VERDICT.matcher(run.out())
                .results()
                .map(verdict -> verdict.group(1))
                .toList();
        assertThat(verdicts).as(run.out()).hasSizeGreaterThanOrEqualTo(130).containsOnly("SUCCESS");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    @Test
    void scimSanityFailsNothingButWhatThePageNames() throws IOException {
        var client = Client.named("sanity");

        CommandRun run = tools.run(
                Map.of(),
                "scim-sanity",
                "probe",
                client.url(),
                "--token",
                client.token(),
                "--i-accept-side-effects",
                "--json-output");

        JsonNode report = Installation.parse(run.out());
        assertThat(checks(report, "pass")).as(run.out()).hasSizeGreaterThanOrEqualTo(27);
        assertThat(checks(report, "skip")).containsExactlyInAnyOrderElementsOf(DRAFTS);
        assertThat(StreamSupport.stream(report.path("results").spliterator(), false)
                        .filter(each -> !List.of("pass", "skip")
                                .contains(each.path("status").asText()))
                        .map(each -> each.path("name").asText()))
                .as(run.out())
                .containsExactlyElementsOf(DEVIATIONS);
        assertThat(Files.readString(Clone.ROOT.resolve("docs/scim.md"))).contains(DEVIATIONS);
    }

    private static List<String> checks(JsonNode report, String status) {
        return StreamSupport.stream(report.path("results").spliterator(), false)
                .filter(each -> each.path("status").asText().equals(status))
                .map(each -> each.path("name").asText())
                .toList();
    }
}
