package dev.gatehouse.policy;

/** Leave to read something. */
public sealed interface ReadPermit extends Permit permits ExecutionReadPermit, ListPermit, ResourceReadPermit {}
