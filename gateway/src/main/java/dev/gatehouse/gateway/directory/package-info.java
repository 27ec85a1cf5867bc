/** Who exists, whatever says so: whom the tokens of identity providers mean. */
@NullMarked
package dev.gatehouse.gateway.directory;

import org.jspecify.annotations.NullMarked;
