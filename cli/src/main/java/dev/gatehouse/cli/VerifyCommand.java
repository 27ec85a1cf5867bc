package dev.gatehouse.cli;

import dev.gatehouse.audit.LogVerifier;
import dev.gatehouse.audit.LogVerifierKey;
import dev.gatehouse.audit.ProvenExecution;
import dev.gatehouse.audit.ProvenLog;
import dev.gatehouse.audit.ReceiptVerifier;
import dev.gatehouse.audit.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    private static final int MOST_OF_A_KEY_FILE = 16 * 1024 * 1024;

    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A receipt.")
    private Optional<String> receipt = Optional.empty();

    @Option(names = "--key", paramLabel = "KEY", description = "A verifier key (vkey), or a file that holds it.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--anchor",
            paramLabel = "FILE",
            description = "With --url: a checkpoint seen earlier, which the log must still contain. The one found valid"
                    + " now is kept there, also where there was none.")
    private Optional<String> anchor = Optional.empty();

    VerifyCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        if (receipt.isPresent() == settings.givenUrl().isPresent()) {
            throw CommandFailure.usage("give either a receipt, or --url URL for a whole log");
        }
        return receipt.map(this::verifyReceipt).orElseGet(this::verifyLog).number();
    }

    private ExitCode verifyReceipt(String file) {
        byte[] bytes = read(settings.world().resolve(file), ReceiptVerifier.MAX_BYTES);
        Verification<ProvenExecution> verification = new ReceiptVerifier(keys()).verify(bytes);
        return switch (verification) {
            case Verification.Valid<ProvenExecution>(ProvenExecution proven) ->
                valid("%s: %s after %d events, in a log of %d (%s)"
                        .formatted(
                                proven.execution(),
                                proven.outcome(),
                                proven.events(),
                                proven.treeSize(),
                                proven.origin()));
            case Verification.Invalid<ProvenExecution> invalid -> invalid(invalid);
        };
    }

    private ExitCode verifyLog() {
        URI log = logUrl();
        GatewayClient gateway = settings.gateway();
        var verifier = new LogVerifier(path -> part(gateway, log, path), tenantOf(log), keys());
        try {
            Optional<Path> kept = anchor.map(settings.world()::resolve);
            Optional<String> earlier = kept.filter(Files::exists)
                    .map(file -> new String(read(file, LogVerifier.MAX_PART), StandardCharsets.UTF_8));
            return switch (verifier.verify(earlier)) {
                case Verification.Valid<ProvenLog>(ProvenLog proven) -> {
                    if (kept.isPresent()) {
                        keep(kept.get(), proven.note());
                    }
                    var checkpoint = proven.checkpoint();
                    yield valid("%s: %d entries under %s"
                            .formatted(checkpoint.origin(), checkpoint.size(), checkpoint.root()));
                }
                case Verification.Invalid<ProvenLog> invalid -> invalid(invalid);
            };
        } catch (IOException e) {
            throw CommandFailure.unavailable("a part of the log cannot be had: " + e.getMessage());
        }
    }

    /**
     * A public part that is not there is the verifier's to judge. Without a checkpoint there is nothing to check, and
     * entries are not there for another tenant's token either, which says nothing about the log.
     */
    private static Optional<byte[]> part(GatewayClient gateway, URI log, String path) {
        Answer answer = gateway.getAt(URI.create(log + "/" + path), LogVerifier.MAX_PART);
        if (answer.isSuccess()) {
            return Optional.of(answer.body());
        }
        boolean entries = path.startsWith("tile/entries/");
        if (answer.status() == 404 && !entries && !path.equals("checkpoint")) {
            return Optional.empty();
        }
        CommandFailure failure = answer.failure("");
        String why = answer.status() == 404 && entries ? ": withheld, or the token is of another tenant" : "";
        throw new CommandFailure(failure.exitCode(), path + ": " + failure.text() + why, failure.places());
    }

    private static void keep(Path file, String note) {
        try {
            Files.writeString(file, note);
        } catch (IOException e) {
            throw CommandFailure.usage("cannot write " + file);
        }
    }

    /** The given address is a gateway's, or a log's below it. */
    private URI logUrl() {
        String url = settings.url().toString().replaceAll("/+$", "");
        return URI.create(
                url.matches(".*/audit/[^/]+") ? url : url + "/audit/" + GatewayClient.path(settings.tenant()));
    }

    private static String tenantOf(URI log) {
        String address = log.toString();
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private ExitCode valid(String what) {
        show(true, "valid     ", what);
        return ExitCode.DONE;
    }

    private ExitCode invalid(Verification.Invalid<?> invalid) {
        show(false, "INVALID   ", invalid.finding().toString());
        return ExitCode.NEGATIVE;
    }

    private void show(boolean valid, String label, String finding) {
        if (output.isText()) {
            settings.world().show(label + finding);
        } else {
            var answer = Json.object().put("valid", valid).put("finding", finding);
            settings.world().out().println(output.written(answer));
        }
    }

    private List<LogVerifierKey> keys() {
        try {
            if (key.isPresent() && !Files.exists(settings.world().resolve(key.get()))) {
                return List.of(LogVerifierKey.parse(key.get()));
            }
            Path file = key.map(settings.world()::resolve)
                    .orElseGet(() -> settings.home().resolve("log.vkey"));
            return LogVerifierKey.parseAll(new String(read(file, MOST_OF_A_KEY_FILE), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("not a verifier key or a file of them: " + key.orElse("log.vkey"));
        }
    }

    /** The file, or so much of one that is larger than it may be that whoever judges it sees that. */
    private static byte[] read(Path file, int most) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return bytes.readNBytes(most + 1);
        } catch (IOException e) {
            throw CommandFailure.usage("cannot read " + file);
        }
    }
}
