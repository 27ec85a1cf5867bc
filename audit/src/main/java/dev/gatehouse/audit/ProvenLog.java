package dev.gatehouse.audit;

/** What the check of a whole log proves: every one of its leaves is under this signed checkpoint. */
public record ProvenLog(Checkpoint checkpoint, String note) {}
