package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for an execution's end. */
@Command(name = "cancel", description = "Asks for an execution's end; a running job gets 10 s to end itself.")
final class CancelCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID")
    private String execution = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is recorded.")
    private Optional<String> reason = Optional.empty();

    CancelCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var body = Json.object();
        reason.ifPresent(text -> body.put("reason", text));
        JsonNode answer = settings.gateway()
                .post("executions/" + GatewayClient.path(execution) + "/cancel", body)
                .orThrow()
                .json();
        if (output.isText()) {
            settings.world().show("state      " + answer.path("state").asText());
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
