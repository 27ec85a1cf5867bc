package dev.gatehouse.audit;

import java.io.IOException;
import java.util.Optional;

/** Where a verifier gets a log's parts: {@code checkpoint}, {@code tile/0/000}, {@code tile/entries/000.p/7}. */
@FunctionalInterface
public interface TileSource {
    /**
     * The bytes at a path below the log's prefix; nothing where the log says that it has none.
     *
     * @throws IOException when it says neither, which says nothing about the log
     */
    Optional<byte[]> fetch(String path) throws IOException;
}
