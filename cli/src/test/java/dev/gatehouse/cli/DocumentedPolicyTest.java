package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Finding;
import dev.gatehouse.policy.KnownConditions;
import dev.gatehouse.policy.Lint;
import dev.gatehouse.policy.LintFacts;
import dev.gatehouse.policy.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    void everyRuleThatIsShownIsReadWithoutAGateway() throws IOException {
        List<PolicySource> shown = shown();

        assertThat(shown).flatMap(PolicySource::guardrails).hasSizeGreaterThanOrEqualTo(9);
        assertThat(shown).flatMap(PolicySource::bindings).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void noRuleThatIsShownIsEvadedByAJobsNameOrAlwaysFails() throws IOException {
        var facts = new LintFacts(Instant.EPOCH, Set.of(), Set.of(), Map.of(), List.of(), Map.of());

        assertThat(shown())
                .flatMap(policy -> new Lint()
                        .of(policy, facts, KnownConditions.NONE, () -> false)
                        .findings())
                .extracting(Finding::code)
                .doesNotContain(Finding.Code.NAME_PATTERN_EVADABLE, Finding.Code.CONDITION_ALWAYS_FAILS);
    }

    /** The rules of each page, and of each example. */
    private static List<PolicySource> shown() throws IOException {
        List<PolicySource> shown = new ArrayList<>();
        for (Path page : files("docs", ".md")) {
            String rules = Page.named(page.getFileName().toString()).blocks("yaml").stream()
                    .filter(block -> block.contains("apiVersion: gatehouse.dev/"))
                    .collect(Collectors.joining("\n---\n"));
            shown.add(PolicyManifests.policy(YamlValue.documents(page.toString(), rules)));
        }
        for (Path example : files("examples", ".yaml")) {
            shown.add(PolicyManifests.policy(YamlValue.documents(example.toString(), Files.readString(example))));
        }
        return shown;
    }

    /** Pages lie in one folder, and examples in several. */
    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(Clone.ROOT.resolve(folder), folder.equals("docs") ? 1 : 9)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static void run(String command) {
        String[] words = command.replaceFirst("^\\./gatehouse ", "").split(" ", -1);
        CommandRun run = CommandRun.of(Clone.ROOT, words);
        assertThat(run.exit()).as(command + "\n" + run.out() + run.err()).isZero();
    }
}
