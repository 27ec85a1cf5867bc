package dev.gatehouse.gateway.key;

import dev.gatehouse.audit.LogKey;
import dev.gatehouse.audit.LogVerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The file {@code log.vkey} of a home: the public half of the log key, a line for each tenant's log, as C2SP
 * signed-note writes verifier keys. It is written once and believed ever after, so a gateway whose key is another one
 * does not start.
 */
final class PinnedLogKey {
    private final Path file;

    PinnedLogKey(Path home) {
        this.file = home.resolve("log.vkey");
    }

    /** Adds the lines of new tenants; refuses when any line that is there is not of this installation's key. */
    void pin(Installation installation, LogKey key, List<String> tenants) {
        try {
            var lines = new ArrayList<String>();
            if (Files.exists(file)) {
                lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
                lines.removeIf(String::isBlank);
            }
            for (String line : lines) {
                refuseAnother(installation, key, line);
            }
            int pinned = lines.size();
            for (String tenant : tenants) {
                String line =
                        LogVerifierKey.of(installation.origin(tenant), key).toString();
                if (!lines.contains(line)) {
                    lines.add(line);
                }
            }
            if (lines.size() > pinned) {
                write(lines);
            }
        } catch (IOException e) {
            throw new StartRefused(file + " can be neither read nor written", e);
        }
    }

    private void refuseAnother(Installation installation, LogKey key, String line) {
        int plus = line.indexOf('+');
        String origin = plus < 0 ? line : line.substring(0, plus);
        if (!origin.startsWith(installation.origin(""))
                || !line.equals(LogVerifierKey.of(origin, key).toString())) {
            throw new StartRefused(file + " pins another log key than this database has: gatehouse.home and the "
                    + "database do not belong together, or the key was replaced");
        }
    }

    private void write(List<String> lines) throws IOException {
        Path next = file.resolveSibling("log.vkey.next");
        Files.writeString(next, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
