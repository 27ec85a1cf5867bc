/** Who exists, whatever says so: whom the tokens of identity providers mean, and what administrators see of everybody. */
@NullMarked
package dev.gatehouse.gateway.directory;

import org.jspecify.annotations.NullMarked;
