package dev.gatehouse.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a receipt without a server, or a running tenant's whole log, against a key one already trusts. */
@Command(
        name = "verify",
        description = {
            "Checks a receipt, without a server, or with --url the whole log of a tenant.",
            "The key is the home's log.vkey unless --key names another; a key inside a receipt proves nothing."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Settings settings;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A receipt.")
    private Optional<String> receipt = Optional.empty();

    @Option(names = "--key", paramLabel = "KEY", description = "A verifier key (vkey), or a file that holds it.")
    private Optional<String> key = Optional.empty();

    VerifyCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        throw CommandFailure.usage("give a receipt, or --url for a whole log" + receipt.isPresent() + key.isPresent());
    }
}
