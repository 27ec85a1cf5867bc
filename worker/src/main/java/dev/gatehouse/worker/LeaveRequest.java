package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** The worker ends its session, which the credential names, because it ends itself. It says nothing else. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LeaveRequest() {}
