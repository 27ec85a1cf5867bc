package dev.gatehouse.gateway.scim.directory;

import java.util.Optional;
import java.util.UUID;

/**
 * A member of a group, as the group's document shows it.
 *
 * @param name where it was asked for
 */
public record Member(UUID id, Optional<String> name) {}
