package dev.gatehouse.gateway.execution;

/** What became of somebody's word on an execution that waits. */
sealed interface VoteOutcome {
    /** It counts, or did so before: said again it is the same. */
    record Counted() implements VoteOutcome {}

    /** What the permit rests on holds no more: decide again. Nothing was written. */
    record FactsChanged() implements VoteOutcome {}

    /** It waits for nobody any more. */
    record Over(StoredApproval.Outcome outcome) implements VoteOutcome {}

    /** Its time is over. */
    record TooLate() implements VoteOutcome {}

    /** It is not what they have seen. */
    record Other() implements VoteOutcome {}

    /** That person has said something else before, or has said it by another name. */
    record SaidBefore() implements VoteOutcome {}

    /** There is none. */
    record Unknown() implements VoteOutcome {}
}
