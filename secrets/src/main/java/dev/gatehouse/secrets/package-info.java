/** Secret stores, resolution by start permit, sealing, and the master key that wraps what is secret at rest. */
@NullMarked
package dev.gatehouse.secrets;

import org.jspecify.annotations.NullMarked;
