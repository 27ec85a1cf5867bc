package dev.gatehouse.gateway.execution;

/** A running execution that its worker has to end: {@code revoke} at once, otherwise with the grace of a cancel. */
public record StopSignal(Lease lease, boolean revoke) {}
