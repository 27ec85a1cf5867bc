package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a token with which one worker may join a group, once. */
@Command(
        name = "token",
        description = "Makes a token with which one worker may join the group: once, within 15 minutes. It is standard"
                + " output's only line.")
final class WorkerTokenCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "GROUP")
    private String group = "";

    WorkerTokenCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode answer = settings.gateway()
                .post("workergroups/" + GatewayClient.path(group) + "/join-tokens", Json.object())
                .orThrow()
                .json();
        if (output.isText()) {
            settings.world().show(answer.path("token").asText());
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
