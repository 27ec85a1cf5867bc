/** The issuer of this gateway's own access tokens: its addresses, its keys, and how its tokens are made and verified. */
@NullMarked
package dev.gatehouse.gateway.issuer;

import org.jspecify.annotations.NullMarked;
