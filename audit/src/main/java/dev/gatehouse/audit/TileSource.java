package dev.gatehouse.audit;

import java.io.IOException;

/** Where a verifier gets a log's parts: {@code checkpoint}, {@code tile/0/000}, {@code tile/entries/000.p/7}. */
@FunctionalInterface
public interface TileSource {
    /**
     * The bytes at a path below the log's prefix.
     *
     * @throws IOException when they cannot be had, which says nothing about the log
     */
    byte[] fetch(String path) throws IOException;
}
