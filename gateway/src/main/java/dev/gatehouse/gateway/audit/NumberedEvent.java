package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.AuditEvent;

/**
 * An event whose number was taken under its execution's row lock, by the statement that counted it in the row.
 *
 * @param n 0 for an event of no execution
 */
public record NumberedEvent(String tenant, int n, AuditEvent event) {}
