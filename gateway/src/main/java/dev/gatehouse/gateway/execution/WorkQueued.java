package dev.gatehouse.gateway.execution;

/** Fired after the commit that made work claimable: a worker of the group need not wait for its next look. */
public record WorkQueued(String tenant, String group) {}
