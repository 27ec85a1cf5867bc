package dev.gatehouse.benchmark;

import java.util.UUID;

/** The answer, shaped like the gateway's. */
public record Submitted(UUID id, String job, String state) {}
