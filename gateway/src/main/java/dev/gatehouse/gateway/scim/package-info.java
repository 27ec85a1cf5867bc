/** SCIM 2.0 at {@code /scim/{tenant}/v2}: identity providers say who exists (RFC 7643, RFC 7644). */
@NullMarked
package dev.gatehouse.gateway.scim;

import org.jspecify.annotations.NullMarked;
