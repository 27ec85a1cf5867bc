package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the gateway of a home for a new owner of a tenant, by a file that only whoever runs the gateway can write. */
@Command(
        name = "recover",
        description =
                "Gives the tenant a new owner, for when nobody of it can act as one: on the gateway's machine and as"
                        + " its user. The file of the new owner's token is standard output's only line; it is in the tenant's log.")
final class OwnerRecoverCommand implements Callable<Integer> {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Settings settings;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "PT15S",
            description =
                    "How long to wait for the gateway (${DEFAULT-VALUE}); a start of it takes the request up, too.")
    private Duration wait = Duration.ZERO;

    OwnerRecoverCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String tenant = settings.tenant();
        if (!TENANT.matcher(tenant).matches()) {
            throw CommandFailure.usage("not the name of a tenant: " + tenant);
        }
        Path token = settings.home().resolve("tokens").resolve(tenant + ".token");
        Path request = settings.home().resolve("recovery").resolve(tenant);
        String before = content(token);
        ask(request);
        Instant end = settings.world().clock().instant().plus(wait);
        while (content(token).equals(before)) {
            if (settings.world().clock().instant().isAfter(end)) {
                throw CommandFailure.unavailable(
                        Files.exists(request)
                                ? "no gateway of this home serves the tenant now; the next start of one that does answers the"
                                        + " request"
                                : "the gateway could not do it, its log says why; ask again");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        settings.world().show(token.toString());
        return ExitCode.DONE.number();
    }

    private static void ask(Path request) {
        try {
            Path folder = request.resolveSibling("").normalize();
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.exists(request)) {
                Files.createFile(request);
            }
        } catch (IOException failure) {
            throw CommandFailure.usage("cannot write " + request + ": it is for whoever runs the gateway of this home");
        }
    }

    /** The text of the file; empty where there is none to be read. */
    private static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
