package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks at a store of secrets as it stands now. */
@Command(
        name = "probe",
        description =
                "Looks at a store as it stands now: whether it can be reached, whether the login is good, what it may"
                        + " read, and what the store does not promise. No value is read.")
final class SecretStoreProbeCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    SecretStoreProbeCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode answer = settings.gateway()
                .post("secretstores/" + GatewayClient.path(name) + "/probe", Json.object())
                .orThrow()
                .json();
        JsonNode findings = answer.path("findings");
        if (output.isText()) {
            findings.forEach(this::show);
        } else {
            settings.world().out().println(output.written(answer));
        }
        boolean fails = findings.valueStream()
                .anyMatch(each -> each.path("outcome").asText().equals("fails"));
        return (fails ? ExitCode.NEGATIVE : ExitCode.DONE).number();
    }

    private void show(JsonNode finding) {
        String problem = finding.path("problem").asText();
        String advice = finding.path("advice").asText();
        settings.world()
                .show("%-12s  %s%s%s"
                        .formatted(
                                finding.path("outcome").asText().replace('_', ' '),
                                finding.path("check").asText(),
                                problem.isEmpty() ? "" : ": " + problem,
                                advice.isEmpty() ? "" : ". " + advice));
    }
}
