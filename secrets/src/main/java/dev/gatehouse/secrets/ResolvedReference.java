package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;

/** A secret that went into an envelope, and the version it had. */
public record ResolvedReference(SecretReference reference, long version) {}
