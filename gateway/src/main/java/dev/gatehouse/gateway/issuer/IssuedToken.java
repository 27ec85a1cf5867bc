package dev.gatehouse.gateway.issuer;

import java.time.Instant;

/** What a verified access token of ours says, and when it ends. */
public record IssuedToken(AccessGrant grant, Instant expiresAt) {}
