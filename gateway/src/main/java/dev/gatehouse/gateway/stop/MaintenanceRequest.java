package dev.gatehouse.gateway.stop;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request for maintenance, as it came.
 *
 * @param message for whoever is refused meanwhile
 */
record MaintenanceRequest(@Nullable String message) {}
