/** Who calls: the one verifier of bearer tokens, the caller of a request, and the tenants of this installation. */
@NullMarked
package dev.gatehouse.gateway.identity;

import org.jspecify.annotations.NullMarked;
