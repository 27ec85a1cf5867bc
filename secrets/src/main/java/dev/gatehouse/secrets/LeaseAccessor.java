package dev.gatehouse.secrets;

/**
 * What revokes everything that was issued under one token.
 *
 * @param server where it was issued: another one knows nothing of it, and saying so revokes nothing
 * @param text as the server gave it; no secret
 */
public record LeaseAccessor(String server, String text) {}
