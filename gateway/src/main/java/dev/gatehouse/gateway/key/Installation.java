package dev.gatehouse.gateway.key;

import java.util.UUID;

/** This installation: an id that is made with the database and never changes. */
public record Installation(UUID id) {
    /** The origin of a tenant's log, which is also the name of its key. */
    public String origin(String tenant) {
        return id + "/" + tenant;
    }
}
