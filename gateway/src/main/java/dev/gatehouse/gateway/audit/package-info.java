/** Writes events and questions inside the acts' transactions, and gives leaves their places in the tenants' trees. */
@NullMarked
package dev.gatehouse.gateway.audit;

import org.jspecify.annotations.NullMarked;
