package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.ApprovalVoted.Vote;

/**
 * What somebody says about an execution that waits.
 *
 * @param digest of what they have seen
 * @param comment may be empty
 */
record Ballot(Vote vote, String digest, String comment) {}
