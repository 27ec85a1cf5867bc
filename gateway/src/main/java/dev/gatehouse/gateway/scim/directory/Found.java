package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A resource as it is stored.
 *
 * @param document what the client wrote, without id and meta
 */
public record Found(UUID id, ObjectNode document, long version, Instant created, Instant changed) {}
