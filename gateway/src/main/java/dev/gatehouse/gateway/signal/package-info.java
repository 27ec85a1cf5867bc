/** Shared Signals: what identity providers say has happened to accounts and sessions, and what ends for it. */
@NullMarked
package dev.gatehouse.gateway.signal;

import org.jspecify.annotations.NullMarked;
