/** Decides whether a subject may act, and issues the permit that proves it. */
@NullMarked
package dev.gatehouse.policy;

import org.jspecify.annotations.NullMarked;
