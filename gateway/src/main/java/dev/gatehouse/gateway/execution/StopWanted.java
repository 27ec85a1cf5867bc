package dev.gatehouse.gateway.execution;

/** Fired after the commit of a stop request: the worker that runs the execution need not wait for its next look. */
public record StopWanted(String tenant) {}
