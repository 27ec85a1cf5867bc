/** The worker door: registration, sessions, long polls, and the requests of a worker's run. */
@NullMarked
package dev.gatehouse.gateway.workers;

import org.jspecify.annotations.NullMarked;
