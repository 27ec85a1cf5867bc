/** Keeps what decisions rest on in memory: every tenant's policy, and the facts of the subjects that ask. */
@NullMarked
package dev.gatehouse.gateway.policy;

import org.jspecify.annotations.NullMarked;
