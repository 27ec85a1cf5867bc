/** The worker itself: its session with the gateway, and the way of an execution from claim to report. */
@NullMarked
package dev.gatehouse.worker.agent;

import org.jspecify.annotations.NullMarked;
