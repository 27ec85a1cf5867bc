package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    private static void run(String command) {
        String[] words = command.replaceFirst("^\\./gatehouse ", "").split(" ", -1);
        CommandRun run = CommandRun.of(Clone.ROOT, words);
        assertThat(run.exit()).as(command + "\n" + run.out() + run.err()).isZero();
    }
}
