/** Sealed audit events, the Merkle log they form, its checkpoints, receipts and their verifier. */
@NullMarked
package dev.gatehouse.audit;

import org.jspecify.annotations.NullMarked;
