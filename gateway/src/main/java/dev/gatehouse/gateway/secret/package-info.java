/** The embedded secret store: its rows, and the write-only door to them. */
@NullMarked
package dev.gatehouse.gateway.secret;

import org.jspecify.annotations.NullMarked;
