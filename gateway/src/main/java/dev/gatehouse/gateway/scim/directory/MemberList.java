package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.filter.Filter.Comparison;
import dev.gatehouse.gateway.scim.filter.FilterValue;
import dev.gatehouse.gateway.scim.filter.Operator;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads members as clients name them: objects with a value, or their ids alone. Each counts once. */
final class MemberList {
    /** The most members of one request, and of one answer; the body's limit lets no more through either. */
    static final int MOST = 200_000;

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private MemberList() {}

    /** The body without its members. */
    static JsonNode without(JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            return body;
        }
        ObjectNode rest = object.objectNode();
        object.properties().stream()
                .filter(member -> !member.getKey().equalsIgnoreCase("members"))
                .forEach(member -> rest.set(member.getKey(), member.getValue()));
        return rest;
    }

    /** What the body says of its members. */
    static JsonNode in(JsonNode body) {
        return body.properties().stream()
                .filter(member -> member.getKey().equalsIgnoreCase("members"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** All members that a group is to have. None are said by an empty list; a null is a list that was not filled. */
    static List<UUID> whole(JsonNode value) {
        if (value.isNull()) {
            throw ScimFailure.invalidValue("members is null: an empty list is a group without members.");
        }
        return toAdd(value);
    }

    /** Members to add: each has to be somebody. */
    static List<UUID> toAdd(JsonNode value) {
        return values(value).stream()
                .map(text -> id(text).orElseThrow(
                                () -> ScimFailure.invalidValue("There is no user of the id that a member names.")))
                .distinct()
                .toList();
    }

    /** Members to remove: who is nobody is in no group. */
    static List<UUID> toRemove(JsonNode value) {
        return values(value).stream()
                .flatMap(text -> id(text).stream())
                .distinct()
                .toList();
    }

    /** Members that a filter names: {@code value eq "…"}, or several of these. */
    static List<UUID> named(Filter filter) {
        List<Filter> terms = filter instanceof Filter.Or(List<Filter> all) ? all : List.of(filter);
        var ids = new ArrayList<UUID>();
        for (Filter term : terms) {
            if (!(term instanceof Comparison(var path, Operator operator, FilterValue.Text(String text)))
                    || operator != Operator.EQ
                    || !path.toString().equalsIgnoreCase("value")) {
                throw ScimFailure.of(
                        ErrorType.INVALID_FILTER, "Members are chosen by their ids: members[value eq \"…\"].");
            }
            id(text).ifPresent(ids::add);
        }
        return ids;
    }

    private static List<String> values(JsonNode value) {
        var texts = new ArrayList<String>();
        if (value.isArray()) {
            if (value.size() > MOST) {
                throw ScimFailure.of(413, "A request names at most " + MOST + " members.");
            }
            value.forEach(each -> texts.add(text(each)));
        } else if (!value.isNull() && !value.isMissingNode()) {
            texts.add(text(value));
        }
        return texts;
    }

    private static String text(JsonNode member) {
        if (member.path("type").asText("User").equalsIgnoreCase("Group")) {
            throw ScimFailure.invalidValue("A group cannot be a member of a group here.");
        }
        JsonNode id = member.isTextual()
                ? member
                : member.properties().stream()
                        .filter(each -> each.getKey().equalsIgnoreCase("value"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(MissingNode.getInstance());
        if (!id.isTextual()) {
            throw ScimFailure.invalidValue("A member has a value, the id of a user.");
        }
        return id.asText();
    }

    private static Optional<UUID> id(String text) {
        return Optional.of(text).filter(id -> ID.matcher(id).matches()).map(UUID::fromString);
    }
}
