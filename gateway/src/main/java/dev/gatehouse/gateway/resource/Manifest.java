package dev.gatehouse.gateway.resource;

import java.util.Map;

/**
 * What one apply sends.
 *
 * @param yaml as it was written
 * @param files by the path that a {@code from} names
 */
record Manifest(byte[] yaml, Map<String, byte[]> files) {
    Manifest {
        files = Map.copyOf(files);
    }
}
