package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.limit.LimitReached;

/** What became of an allowed request. */
sealed interface AcceptOutcome {
    /** It is an execution now, durably. */
    record Accepted(FirstAnswer answer) implements AcceptOutcome {}

    /** The same request was accepted before, under the same key. */
    record Replayed(FirstAnswer answer) implements AcceptOutcome {}

    /** The key was used for another request. */
    record KeyTaken() implements AcceptOutcome {}

    /** What the permit rests on holds no more: decide again. Nothing was written. */
    record FactsChanged() implements AcceptOutcome {}

    /**
     * The tenant's policy is not the one that the permit rests on: decide again. Nothing was written.
     *
     * @param revision that it has come to
     */
    record PolicyChanged(long revision) implements AcceptOutcome {}

    /** A limit has no room for it. Only that was written. */
    record Limited(LimitReached reached) implements AcceptOutcome {}

    /** Its job, its worker group or a secret of it is being deleted. Nothing was written. */
    record Draining() implements AcceptOutcome {}
}
