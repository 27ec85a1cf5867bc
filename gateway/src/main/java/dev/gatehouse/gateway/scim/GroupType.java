package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.directory.Directory;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.Groups;
import dev.gatehouse.gateway.scim.directory.LargeAnswers;
import dev.gatehouse.gateway.scim.directory.Member;
import dev.gatehouse.gateway.scim.query.Sources;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Groups, with their members. */
@Singleton
final class GroupType implements ResourceType {
    /** A PATCH of a group of more members is answered without the group (RFC 7644, section 3.5.2). */
    static final int MOST_SHOWN_AFTER_PATCH = 100;

    private static final String MEMBERS = "members";

    private final Groups groups;

    GroupType(Groups groups) {
        this.groups = groups;
    }

    @Override
    public ResourceSchema schema() {
        return ResourceSchema.GROUP;
    }

    @Override
    public Sources sources() {
        return Sources.GROUP;
    }

    @Override
    public Directory directory() {
        return groups;
    }

    /**
     * Whether a PATCH of the group is answered without it: its change is done, so the answer cannot fail.
     *
     * @param chosen whether the client has said what it wants to see
     */
    boolean isTooLargeAfterPatch(Client client, UUID id, Projection projection, boolean chosen) {
        return projection.shows(MEMBERS)
                && (chosen
                        ? groups.hasTooManyMembers(client, id)
                        : groups.hasMoreMembersThan(client, id, MOST_SHOWN_AFTER_PATCH));
    }

    @Override
    public boolean isLarge(Client client, Projection projection, List<Found> found) {
        return projection.shows(MEMBERS)
                && groups.haveMoreMembersThan(
                        client, found.stream().map(Found::id).toList(), LargeAnswers.MOST_MEMBERS_OF_A_SMALL_ONE);
    }

    @Override
    public List<ObjectNode> shown(Client client, String base, Projection projection, List<Found> found) {
        if (!projection.shows(MEMBERS)) {
            return shown(base, projection, found, Map.of());
        }
        List<Found> first = groups.together(client, found);
        List<UUID> ids = first.stream().map(Found::id).toList();
        return shown(base, projection, first, groups.members(client, ids, projection.asksFor(MEMBERS, "display")));
    }

    private List<ObjectNode> shown(
            String base, Projection projection, List<Found> found, Map<UUID, List<Member>> members) {
        return found.stream()
                .map(each -> projection.of(Representation.of(
                        schema(), base, each, MEMBERS, members(base, members.getOrDefault(each.id(), List.of())))))
                .toList();
    }

    private static ArrayNode members(String base, List<Member> members) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        for (Member member : members) {
            ObjectNode each = shown.addObject()
                    .put("value", member.id().toString())
                    .put("$ref", Representation.location(ResourceSchema.USER, base, member.id()))
                    .put("type", "User");
            member.name().ifPresent(name -> each.put("display", name));
        }
        return shown;
    }
}
