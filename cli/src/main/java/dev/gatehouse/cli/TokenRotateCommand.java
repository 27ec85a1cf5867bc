package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a token a successor. */
@Command(
        name = "rotate",
        description =
                "Makes a token of the same access; the old one lives on for the overlap and ends. The new token is"
                        + " standard output's only line, and is shown this once.")
final class TokenRotateCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID", description = "As token list shows it; never the token itself.")
    private String id = "";

    @Option(
            names = "--expires",
            required = true,
            paramLabel = "DURATION",
            description = "How long the new token lives, at most P366D: PT8H, P30D.")
    private Duration expires = Duration.ZERO;

    @Option(
            names = "--overlap",
            paramLabel = "DURATION",
            description = "How long the old token lives on, at most PT24H; PT1H where not given.")
    private Optional<Duration> overlap = Optional.empty();

    TokenRotateCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var request = Json.object();
        overlap.ifPresent(given -> request.put("overlap", given.toString()));
        request.put("expires", expires.toString());
        JsonNode answer = settings.gateway()
                .post("tokens/" + GatewayClient.path(ShownId.of(id, "token list")) + "/rotate", request)
                .orThrow()
                .json();
        new Tokens(settings).made(answer, output);
        return ExitCode.DONE.number();
    }
}
