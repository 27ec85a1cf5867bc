package dev.gatehouse.audit;

import java.util.UUID;

/** The exact job revision an execution runs: id, revision, digest of its spec, and its name {@code namespace/job}. */
public record JobPin(UUID id, long revision, String digest, String name) {
    String resource() {
        return "job/" + id + "@" + revision;
    }
}
