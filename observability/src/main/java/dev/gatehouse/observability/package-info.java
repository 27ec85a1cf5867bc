/** Ids, telemetry names and small OpenTelemetry helpers that every module shares. */
@NullMarked
package dev.gatehouse.observability;

import org.jspecify.annotations.NullMarked;
