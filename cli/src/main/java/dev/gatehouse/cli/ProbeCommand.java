package dev.gatehouse.cli;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks whether an address answers well, for the script: no other program needs to be there for it. */
@Command(name = "probe", hidden = true, description = "Exits 0 when the address answers 2xx, else 4.")
final class ProbeCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int LARGEST_PAGE = 1024 * 1024;
    private static final Duration ONE_ANSWER = Duration.ofSeconds(5);

    private final Settings settings;

    @Parameters(index = "0", paramLabel = "URL")
    private URI address = URI.create("");

    @Option(names = "--wait", paramLabel = "DURATION", description = "How long to go on asking.")
    private Duration patience = Duration.ZERO;

    ProbeCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var client = new GatewayClient(address, "", Optional.empty(), settings.world(), settings.trust(), ONE_ANSWER);
        Instant deadline = settings.world().clock().instant().plus(patience);
        while (true) {
            if (answersWell(client)) {
                return ExitCode.DONE.number();
            }
            if (!settings.world().clock().instant().isBefore(deadline)) {
                return ExitCode.UNAVAILABLE.number();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean answersWell(GatewayClient client) {
        try {
            return client.getAt(address, LARGEST_PAGE).isSuccess();
        } catch (CommandFailure failure) {
            if (failure.exitCode() == ExitCode.UNAVAILABLE) {
                return false;
            }
            throw failure;
        }
    }
}
