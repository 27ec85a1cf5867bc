package dev.gatehouse.gateway.resource;

/**
 * What a deletion came to.
 *
 * @param waitingFor what has to end first, while the resource drains
 */
record Deletion(Applied applied, Needs waitingFor) {}
