package dev.gatehouse.gateway.execution;

/**
 * What a caller calls one request, so that it can be repeated safely within its tenant and subject.
 *
 * @param fingerprint hex SHA-256 over the job and the canonical body: the same request has the same
 */
record IdempotencyKey(String key, String fingerprint) {}
