package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands of the page about policies that need no gateway, run as they stand there. */
class DocumentedPolicyTest {
    @Test
    void everyTestOfThePageAboutPolicyAsCodeRuns() {
        List<String> commands = Page.named("policy-as-code.md").section("Tests").commands();

        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
        commands.forEach(DocumentedPolicyTest::run);
    }

    @Test
    void theGuardrailsToBeginWithHoldTheirCases() {
        List<String> commands = Page.named("policy.md").commands();

        assertThat(commands).hasSize(1);
        commands.forEach(DocumentedPolicyTest::run);
    }

    @Test
    void everyRuleThatAPageShowsIsReadWithoutAGateway() throws IOException {
        List<String> pages;
        try (Stream<Path> all = Files.list(Clone.ROOT.resolve("docs"))) {
            pages = all.map(page -> page.getFileName().toString())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .toList();
        }
        List<String> rules = pages.stream()
                .map(page -> String.join("\n---\n", Page.named(page).blocks("yaml")))
                .filter(blocks -> blocks.contains("apiVersion: gatehouse.dev/"))
                .toList();

        rules.forEach(blocks -> PolicyManifests.policy(YamlValue.documents(blocks, blocks)));

        assertThat(rules)
                .filteredOn(blocks -> blocks.contains("kind: Guardrail"))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private static void run(String command) {
        String[] words = command.replaceFirst("^\\./gatehouse ", "").split(" ", -1);
        CommandRun run = CommandRun.of(Clone.ROOT, words);
        assertThat(run.exit()).as(command + "\n" + run.out() + run.err()).isZero();
    }
}
