/** What every part of the SCIM door says in the same words: its failures and its media types (RFC 7644, section 3.12). */
@NullMarked
package dev.gatehouse.gateway.scim.protocol;

import org.jspecify.annotations.NullMarked;
