package dev.gatehouse.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a command sees of the outside.
 *
 * @param folder where relative paths begin
 * @param ids fresh random ids, for idempotency keys and part boundaries
 */
record World(
        Path folder,
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        InstantSource clock,
        Supplier<UUID> ids) {
    World {
        environment = Map.copyOf(environment);
    }

    static World ofProcess() {
        return new World(
                Path.of("").toAbsolutePath(),
                System.getenv(),
                System.in,
                new PrintStream(TerminalText.orBytes(1, System.out), true, StandardCharsets.UTF_8),
                new PrintStream(TerminalText.orBytes(2, System.err), true, StandardCharsets.UTF_8),
                InstantSource.system(),
                UUID::randomUUID);
    }

    Path resolve(String path) {
        try {
            return folder.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw CommandFailure.usage("not a path: " + path);
        }
    }

    /** A line for people: whatever is quoted in it stays in it, and says nothing to the terminal. */
    void show(String line) {
        out.println(TerminalText.line(line));
    }

    /** Progress and remarks: they never mix with what a script reads. */
    void say(String line) {
        err.println(TerminalText.line(line));
    }
}
