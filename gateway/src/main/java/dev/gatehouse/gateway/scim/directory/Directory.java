package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.UUID;

/** The resources of one type that SCIM clients have; each client reaches its own. A change is one transaction. Thread-safe. */
public sealed interface Directory permits Users, Groups {
    /**
     * Makes a resource of the given id from a POST body.
     *
     * @throws ScimFailure 409 when the client has one of this name, in any case; 400 when a value cannot be taken
     */
    Found create(Client client, UUID id, JsonNode body);

    /**
     * Finds one resource of the client.
     *
     * @throws ScimFailure 404 when the client has no such resource
     */
    Found get(Client client, UUID id);

    Page list(Client client, ListQuery query);

    /** Puts a whole document in the resource's place. */
    Found replace(Client client, UUID id, Precondition precondition, JsonNode body);

    /** Does the operations of a PATCH body, all or none. */
    Found patch(Client client, UUID id, Precondition precondition, JsonNode body);

    /** Ends a resource: its id is never used again. */
    void delete(Client client, UUID id, Precondition precondition);
}
