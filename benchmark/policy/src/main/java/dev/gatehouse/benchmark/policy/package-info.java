/** Decisions of the policy engine, and of others on the same questions. */
@NullMarked
package dev.gatehouse.benchmark.policy;

import org.jspecify.annotations.NullMarked;
