/** Conditions in the Common Expression Language, of limited cost and without any I/O. */
@NullMarked
package dev.gatehouse.policy.cel;

import org.jspecify.annotations.NullMarked;
