package dev.gatehouse.gateway.resource;

import java.util.Map;

/** What one apply sends: the YAML as it was written, and files by the path that a {@code from} names. */
final class Manifest {
    private final byte[] yaml;
    private final Map<String, byte[]> files;

    Manifest(byte[] yaml, Map<String, byte[]> files) {
        this.yaml = yaml;
        this.files = Map.copyOf(files);
    }

    byte[] yaml() {
        return yaml;
    }

    Map<String, byte[]> files() {
        return files;
    }
}
