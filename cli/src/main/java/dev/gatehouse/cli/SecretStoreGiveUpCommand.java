package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives up a lease that no store revokes, by the word of a person. */
@Command(
        name = "give-up",
        description =
                "Has a lease that is stuck not be revoked any more: whoever says so has ended it at the store by other"
                        + " means. Only a person may, and it is recorded.")
final class SecretStoreGiveUpCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "LEASE", description = "As secretstore leases shows it.")
    private String lease = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For whoever reads the record.")
    private String reason = "";

    SecretStoreGiveUpCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var answer = settings.gateway()
                .post(
                        "secret-leases/" + GatewayClient.path(lease) + "/give-up",
                        Json.object().put("reason", reason))
                .orThrow()
                .json();
        if (output.isText()) {
            settings.world().say("given up  " + answer.path("id").asText());
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
