package dev.gatehouse.policy;

import java.util.UUID;

/** The version of a policy resource that determined a decision. */
public record Rule(String kind, UUID id, long revision) {
    @Override
    public String toString() {
        return kind + "/" + id + "@" + revision;
    }
}
