/** Stores on the gateway's own machine, which its operator sets up. */
@NullMarked
package dev.gatehouse.secrets.local;

import org.jspecify.annotations.NullMarked;
