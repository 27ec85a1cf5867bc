package dev.gatehouse.policy;

import java.util.UUID;

/** The epoch of a subject that a decision rests on. */
public record SubjectEpoch(UUID subject, long epoch) {}
