/** How much may be started and run: what namespaces declare, and whether there is room for one more. */
@NullMarked
package dev.gatehouse.gateway.limit;

import org.jspecify.annotations.NullMarked;
