/** What SCIM resources consist of: attributes and their characteristics (RFC 7643), read from the published schemas. */
@NullMarked
package dev.gatehouse.gateway.scim.schema;

import org.jspecify.annotations.NullMarked;
