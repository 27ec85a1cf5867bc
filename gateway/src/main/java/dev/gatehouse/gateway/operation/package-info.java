/** How the gateway is run: what its settings may be, which of them are unsafe, and what guards its doors. */
@NullMarked
package dev.gatehouse.gateway.operation;

import org.jspecify.annotations.NullMarked;
