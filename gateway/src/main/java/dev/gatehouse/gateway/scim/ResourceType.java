package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.ListQuery;
import dev.gatehouse.gateway.scim.directory.Page;
import dev.gatehouse.gateway.scim.directory.Precondition;
import dev.gatehouse.gateway.scim.query.Sources;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import java.util.List;
import java.util.UUID;

/** One type of resource with all that the protocol does with it. */
sealed interface ResourceType permits UserType, GroupType {
    ResourceSchema schema();

    /** What it can be found and ordered by. */
    Sources sources();

    Found create(Client client, UUID id, JsonNode body);

    Found get(Client client, UUID id);

    Page list(Client client, ListQuery query);

    Found replace(Client client, UUID id, Precondition precondition, JsonNode body);

    Found patch(Client client, UUID id, Precondition precondition, JsonNode body);

    void delete(Client client, UUID id, Precondition precondition);

    /** The resources as answers show them, in their order; only the first ones where all would be too large an answer. */
    List<ObjectNode> shown(Client client, String base, Projection projection, List<Found> found);
}
