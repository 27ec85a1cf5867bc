package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.directory.Directory;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.InGroup;
import dev.gatehouse.gateway.scim.directory.Users;
import dev.gatehouse.gateway.scim.query.Sources;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Users, with the groups that they are in. */
@Singleton
final class UserType implements ResourceType {
    private static final String GROUPS = "groups";

    private final Users users;

    UserType(Users users) {
        this.users = users;
    }

    @Override
    public ResourceSchema schema() {
        return ResourceSchema.USER;
    }

    @Override
    public Sources sources() {
        return Sources.USER;
    }

    @Override
    public Directory directory() {
        return users;
    }

    @Override
    public boolean isLarge(Client client, Projection projection, List<Found> found) {
        return false;
    }

    @Override
    public List<ObjectNode> shown(Client client, String base, Projection projection, List<Found> found) {
        Map<UUID, List<InGroup>> groups = projection.shows(GROUPS)
                ? users.groups(client, found.stream().map(Found::id).toList())
                : Map.of();
        return found.stream()
                .map(each -> projection.of(Representation.of(
                        schema(), base, each, GROUPS, groups(base, groups.getOrDefault(each.id(), List.of())))))
                .toList();
    }

    private static ArrayNode groups(String base, List<InGroup> groups) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        groups.forEach(group -> shown.addObject()
                .put("value", group.id().toString())
                .put("$ref", Representation.location(ResourceSchema.GROUP, base, group.id()))
                .put("display", group.name())
                .put("type", "direct"));
        return shown;
    }
}
