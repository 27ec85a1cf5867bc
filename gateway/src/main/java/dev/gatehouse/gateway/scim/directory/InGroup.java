package dev.gatehouse.gateway.scim.directory;

import java.util.UUID;

/** A group that a user is in, as the user's document shows it. */
public record InGroup(UUID id, String name) {}
