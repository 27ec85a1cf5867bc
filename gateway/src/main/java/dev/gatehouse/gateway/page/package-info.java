/** The plain page at the root of the doors' origin. */
@NullMarked
package dev.gatehouse.gateway.page;

import org.jspecify.annotations.NullMarked;
