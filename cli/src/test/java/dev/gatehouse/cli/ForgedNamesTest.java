package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that an identity provider or a job made up to look like something else, in what a person reads. */
class ForgedNamesTest {
    private static final String ID = "019a0000-0000-7000-8000-00000000000a";
    private static final String FORGED =
            "eve\u001b[2J\u001b]0;x\u0007\r\nforged  row\t\u007f\u0085\u009b2J\u202e\u2066\u200f\u2028end";
    private static final String SHOWN =
            "eve\\u001b[2J\\u001b]0;x\\u0007\\u000d\\u000aforged  row\\u0009\\u007f\\u0085\\u009b2J"
                    + "\\u202e\\u2066\\u200f\\u2028end";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    private static String inJson(String text) {
        return Json.object().textNode(text).toString();
    }

    private static void isHarmless(CommandRun run, long lines) {
        assertThat((run.out() + run.err()).codePoints().filter(symbol -> symbol != '\n'))
                .noneMatch(Character::isISOControl)
                .noneMatch(symbol -> "\u202e\u2066\u200f\u2028".indexOf(symbol) >= 0);
        assertThat(run.out().lines().count() + run.err().lines().count()).isEqualTo(lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            subject list             | subjects                | 2 | {"items": [{"name": NAME, "source": {"type": "scim", "client": "okta"}}]}
            subject show ID          | subjects/ID             | 6 | {"name": NAME, "source": {"type": NAME}}
            group list               | groups                  | 2 | {"items": [{"name": NAME}]}
            token list               | tokens/own              | 2 | {"items": [{"for": NAME}]}
            access list              | access-ends             | 2 | {"items": [{"name": NAME}]}
            stop list                | kill-switches?inForce=true | 2 | {"items": [{"reason": NAME}]}
            maintenance show         | maintenance             | 2 | {"active": true, "tenant": {"message": NAME}}
            worker list              | workers                 | 2 | {"items": [{"name": NAME}]}
            secret uses a/b          | secrets/a/b/uses        | 2 | {"items": [{"path": NAME}]}
            limits                   | limits                  | 2 | {"items": [{"namespace": NAME}]}
            get executions           | executions              | 2 | {"items": [{"job": NAME}]}
            get jobs                 | jobs                    | 2 | {"items": [{"metadata": {"name": NAME}}]}
            get job a/b              | jobs/a/b                | 3 | {"name": NAME}
            revisions role Reader    | roles/Reader/revisions  | 2 | {"items": [{"authorName": NAME}]}
            scim client list         | scim-clients            | 1 | {"items": [{"name": NAME}]}
            scim client show okta    | scim-clients/okta       | 3 | {"lastErrors": [{"detail": NAME}]}
            """)
    void areShownInTheirLine(String command, String path, long lines, String answer) {
        gateway.answers("GET /api/v1/demo/" + path.replace("ID", ID), 200, answer.replace("NAME", inJson(FORGED)));

        var run = CommandRun.of(folder, command.replace("ID", ID).split(" "));

        assertThat(run.exit()).as(run.err()).isZero();
        isHarmless(run, lines);
        if (!command.startsWith("get job ")) {
            assertThat(run.out()).contains(SHOWN);
        }
    }

    @Test
    void areShownInTheirLineWhereAProblemQuotesThem() {
        gateway.answers(
                "GET /api/v1/demo/subjects",
                422,
                "{\"code\": \"x\", \"detail\": NAME, \"errors\": [{\"pointer\": \"/a\", \"message\": NAME}]}"
                        .replace("NAME", inJson(FORGED)));

        var run = CommandRun.of(folder, "subject", "list");

        assertThat(run.err().lines().toList()).isEqualTo(List.of("gatehouse: x (422): " + SHOWN, "  /a: " + SHOWN));
        isHarmless(run, 2);
    }

    @Test
    void areWhatTheyAreForAProgram() {
        gateway.answers("GET /api/v1/demo/subjects", 200, "{\"items\": [{\"name\": " + inJson(FORGED) + "}]}");

        assertThat(Installation.parse(CommandRun.of(folder, "subject", "list", "-o", "json")
                                .out())
                        .path("items")
                        .get(0)
                        .path("name")
                        .asText())
                .isEqualTo(FORGED);
    }
}
