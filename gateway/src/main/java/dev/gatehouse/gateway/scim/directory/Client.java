package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.audit.Actor;
import java.util.UUID;

/** A SCIM client: an identity provider that says who exists in one tenant. It sees and owns what it made, nothing else. */
public record Client(String tenant, UUID id, String name) {
    /** How its memberships say where they come from. */
    String provenance() {
        return "scim:" + id;
    }

    /** As whom it stands in the audit log. */
    public Actor actor() {
        return new Actor(id, "scim:" + name);
    }
}
