package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which rules are hardly what their authors wanted. */
@Command(
        name = "lint",
        description =
                "Finds rules that never match or that others shadow, approvals that nobody can give, roles that nobody"
                        + " holds, and names by which a rule is evaded: among the declared rules, and those of manifests in"
                        + " their place. 0: there are none; 1: there are some, or not all"
                        + " rules were looked at.")
final class PolicyLintCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final CandidateOptions candidate = new CandidateOptions();

    PolicyLintCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        Answer answered = settings.gateway().post("policy/lint", candidate.body(settings.world()));
        if (!answered.isSuccess()) {
            throw answered.failure(candidate.file());
        }
        JsonNode answer = answered.json();
        if (output.isText()) {
            answer.path("items").forEach(this::show);
            long more = answer.path("more").asLong();
            settings.world()
                    .show("Findings: " + (answer.path("items").size() + more)
                            + (more > 0 ? ", of which the first are shown" : ""));
            if (!isComplete(answer)) {
                settings.world().show("Not all rules were looked at: there are too many for the time there is.");
            }
        } else {
            settings.world().out().println(output.written(answer));
        }
        return (answer.path("items").isEmpty() && isComplete(answer) ? ExitCode.DONE : ExitCode.NEGATIVE).number();
    }

    private static boolean isComplete(JsonNode answer) {
        return answer.path("complete").asBoolean(true);
    }

    private void show(JsonNode item) {
        String place = item.path("namespace").asText();
        String name = item.path("kind").asText().equals("role")
                ? item.path("name").asText()
                : place + "/" + item.path("name").asText();
        settings.world()
                .show(item.path("code").asText() + "  " + item.path("kind").asText() + " " + name);
        settings.world().show("  " + item.path("message").asText());
    }
}
