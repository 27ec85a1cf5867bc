/** PATCH (RFC 7644, section 3.5.2): every way in which clients say it becomes one list of operations on known places. */
@NullMarked
package dev.gatehouse.gateway.scim.patch;

import org.jspecify.annotations.NullMarked;
