/** Accepts executions, carries them from state to state, and shows them: every transaction on an execution is here. */
@NullMarked
package dev.gatehouse.gateway.execution;

import org.jspecify.annotations.NullMarked;
