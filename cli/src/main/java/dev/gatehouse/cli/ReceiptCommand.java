package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches the proof of one execution, byte for byte as the gateway made it. */
@Command(
        name = "receipt",
        description = "Fetches the proof of an execution, which `audit verify` checks without a server. Waits until"
                + " the log has sealed it.")
final class ReceiptCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Settings settings;

    @Mixin
    @SuppressWarnings("UnusedVariable") // a receipt is JSON either way
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID")
    private String execution = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Where to write it (else standard output).")
    private Optional<String> file = Optional.empty();

    ReceiptCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        Answer sealed = sealed();
        byte[] receipt = output.isYaml()
                ? (output.written(sealed.json()) + "\n").getBytes(StandardCharsets.UTF_8)
                : sealed.body();
        if (file.isPresent()) {
            try {
                Files.write(settings.world().resolve(file.get()), receipt);
            } catch (IOException e) {
                throw CommandFailure.usage("cannot write " + file.get());
            }
        } else {
            settings.world().out().writeBytes(receipt);
            settings.world().out().flush();
        }
        return ExitCode.DONE.number();
    }

    private Answer sealed() {
        GatewayClient gateway = settings.gateway();
        Instant deadline = settings.world().clock().instant().plus(PATIENCE);
        while (true) {
            Answer answer = gateway.get("executions/" + GatewayClient.path(execution) + "/receipt");
            boolean early = answer.status() == 409 && "not_sealed_yet".equals(answer.code());
            if (!early || settings.world().clock().instant().isAfter(deadline)) {
                return answer.orThrow();
            }
            LockSupport.parkNanos(
                    Duration.ofSeconds(answer.retryAfter().orElse(1)).toNanos());
        }
    }
}
