package dev.gatehouse.policy;

import java.util.UUID;

/**
 * One pinned revision of a job.
 *
 * @param digest lower-case hex SHA-256 over the canonical JSON of its spec
 */
public record JobReference(JobName name, UUID id, long revision, String digest) {}
