package dev.gatehouse.gateway.workers;

/** A join token as its holder has it. */
record JoinTokenRow(String id, String secret) {}
