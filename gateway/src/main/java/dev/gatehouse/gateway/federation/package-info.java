/** Tokens of other issuers that count in place of a credential of one's own, where a rule of trust says so. */
@NullMarked
package dev.gatehouse.gateway.federation;

import org.jspecify.annotations.NullMarked;
