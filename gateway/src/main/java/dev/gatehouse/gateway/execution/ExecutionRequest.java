package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LaunchOptions;
import java.util.Optional;

/** A well-formed request to start a job; whether the job exists and takes it is not known yet. */
record ExecutionRequest(
        JobName job, Optional<Long> revision, ObjectNode inputs, LaunchOptions launch, Optional<IdempotencyKey> key) {}
