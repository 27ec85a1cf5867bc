/** The filter and path grammar of SCIM (RFC 7644, sections 3.4.2.2 and 3.5.2), bounded before it is parsed. */
@NullMarked
package dev.gatehouse.gateway.scim.filter;

import org.jspecify.annotations.NullMarked;
