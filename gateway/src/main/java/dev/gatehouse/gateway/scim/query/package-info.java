/** Filters and orders in SQL. What a client names is looked up in a list; what it compares with is bound, never written. */
@NullMarked
package dev.gatehouse.gateway.scim.query;

import org.jspecify.annotations.NullMarked;
