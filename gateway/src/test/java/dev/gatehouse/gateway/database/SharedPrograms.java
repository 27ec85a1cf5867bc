package dev.gatehouse.gateway.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The PostgreSQL programs, unpacked once for all homes of a build: that takes longer than starting the server. */
public final class SharedPrograms {
    private static final Path FOLDER = Path.of("target", "test-postgres").toAbsolutePath();

    private SharedPrograms() {}

    /** The home gets a link to them in place of programs of its own. Other processes may do the same at that time. */
    public static synchronized void linkInto(Path home) throws IOException {
        Files.createDirectories(FOLDER);
        try (var turn = FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = turn.lock()) {
            PostgresBinaries.unpackedIn(FOLDER);
        }
        Files.createSymbolicLink(home.resolve("postgres"), FOLDER.resolve("postgres"));
    }
}
