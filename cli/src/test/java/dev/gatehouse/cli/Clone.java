package dev.gatehouse.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree that the tests run in. */
final class Clone {
    static final Path ROOT = root();

    private Clone() {}

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isExecutable(folder.resolve("gatehouse"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("the tests run inside the source tree");
        }
        return folder;
    }
}
