package dev.gatehouse.gateway.notice;

import java.time.Instant;
import java.util.UUID;

/**
 * A call to an address of a tenant's choice, about an execution that waits for people. It holds ids alone.
 *
 * @param tries how often it was tried, this time included
 */
record Notice(String tenant, UUID id, UUID approval, UUID execution, Instant expiresAt, String url, int tries) {
    @Override
    public String toString() {
        return "Notice[" + id + "]";
    }
}
