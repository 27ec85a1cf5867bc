/** What the gateway measures of its doors. */
@NullMarked
package dev.gatehouse.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
