package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.directory.Directory;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.query.Sources;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import java.util.List;

/** One type of resource: what it has, what it is found by, where it is kept, and how answers show it. */
sealed interface ResourceType permits UserType, GroupType {
    ResourceSchema schema();

    /** What it can be found and ordered by. */
    Sources sources();

    Directory directory();

    /** Whether what shows them takes so much memory that only few may be made at once. */
    boolean isLarge(Client client, Projection projection, List<Found> found);

    /** The resources as answers show them, in their order; only the first ones where all would be too large an answer. */
    List<ObjectNode> shown(Client client, String base, Projection projection, List<Found> found);
}
