/** The audit door: checkpoints, tiles, entries and events of a tenant's log, and receipts of executions. */
@NullMarked
package dev.gatehouse.gateway.proof;

import org.jspecify.annotations.NullMarked;
