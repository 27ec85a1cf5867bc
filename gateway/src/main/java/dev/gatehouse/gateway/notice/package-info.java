/** Calls that tell people outside that something waits for them. */
@NullMarked
package dev.gatehouse.gateway.notice;

import org.jspecify.annotations.NullMarked;
