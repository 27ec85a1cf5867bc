/** Calls from the gateway to addresses that tenants choose. */
@NullMarked
package dev.gatehouse.gateway.egress;

import org.jspecify.annotations.NullMarked;
