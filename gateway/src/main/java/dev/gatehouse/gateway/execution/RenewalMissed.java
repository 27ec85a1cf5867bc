package dev.gatehouse.gateway.execution;

/** Fired where a worker asked to be renewed and the database did not let it: its silence is not its fault. */
public record RenewalMissed() {}
