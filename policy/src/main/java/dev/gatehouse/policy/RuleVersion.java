package dev.gatehouse.policy;

/**
 * One version of a policy resource, as the policy digest counts it.
 *
 * @param specDigest lower-case hex SHA-256 over the canonical JSON of its spec
 */
public record RuleVersion(String kind, String namespace, String name, long revision, String specDigest) {}
