package dev.gatehouse.gateway.scim.directory;

import java.util.UUID;

/** A member of a group, as the group's document shows it. */
public record Member(UUID id, String name) {}
