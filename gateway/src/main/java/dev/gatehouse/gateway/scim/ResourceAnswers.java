package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.LargeAnswers;
import dev.gatehouse.gateway.scim.directory.LargeBodies;
import dev.gatehouse.gateway.scim.directory.ListQuery;
import dev.gatehouse.gateway.scim.directory.Page;
import dev.gatehouse.gateway.scim.directory.Precondition;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Does what a request asks of one type of resource, and answers it as RFC 7644, section 3 says. */
@Singleton
final class ResourceAnswers {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final ScimRequest request;
    private final LargeBodies large;
    private final LargeAnswers answers;
    private final Supplier<UUID> ids;

    ResourceAnswers(ScimRequest request, LargeBodies large, LargeAnswers answers, Supplier<UUID> ids) {
        this.request = request;
        this.large = large;
        this.answers = answers;
        this.ids = ids;
    }

    Response create(ResourceType type, byte @Nullable [] body) {
        return large.with(request.client(), body, () -> {
            Found made = type.directory().create(request.client(), ids.get(), ScimJson.object(body));
            return shown(type, made, Response.status(Response.Status.CREATED))
                    .header(HttpHeaders.LOCATION, Representation.location(type.schema(), request.base(), made.id()))
                    .build();
        });
    }

    Response get(ResourceType type, String id) {
        Found found = type.directory().get(request.client(), id(id));
        Optional<String> known = request.header(HttpHeaders.IF_NONE_MATCH);
        if (known.isPresent() && Precondition.names(known.get(), found.version())) {
            return Response.notModified()
                    .header(HttpHeaders.ETAG, Precondition.tag(found.version()))
                    .build();
        }
        return tryToShow(type, found, Response.ok())
                .orElseThrow(ResourceAnswers::tooMuch)
                .build();
    }

    static ScimFailure tooMuch() {
        return ScimFailure.of(
                429, "Too many large groups are asked for at once. Repeat the request, or leave out their members.");
    }

    Response list(ResourceType type, ListRequest list) {
        ListQuery query = list.query(type, request);
        Page page = type.directory().list(request.client(), query);
        Supplier<Response> answer = () -> list(type, list, query, page);
        return (type.isLarge(request.client(), list.projection(type.schema()), page.items())
                        ? answers.make(request.client(), answer)
                        : Optional.of(answer.get()))
                .orElseThrow(ResourceAnswers::tooMuch);
    }

    private Response list(ResourceType type, ListRequest list, ListQuery query, Page page) {
        List<ObjectNode> shown =
                type.shown(request.client(), request.base(), list.projection(type.schema()), page.items());
        ObjectNode answer = list(page.total(), list.startIndex(), shown);
        if (list.cursor().isPresent()) {
            answer.remove("startIndex");
        }
        list.next(type, request, query, page, shown.size()).ifPresent(cursor -> answer.put("nextCursor", cursor));
        return Response.ok(ScimJson.text(answer)).build();
    }

    static ObjectNode list(long total, long startIndex, List<ObjectNode> resources) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:ListResponse");
        list.put("totalResults", total);
        list.put("startIndex", startIndex);
        list.put("itemsPerPage", resources.size());
        list.putArray("Resources").addAll(resources);
        return list;
    }

    Response replace(ResourceType type, String id, byte @Nullable [] body) {
        return large.with(request.client(), body, () -> {
            Found replaced = type.directory().replace(request.client(), id(id), precondition(), ScimJson.object(body));
            return shown(type, replaced, Response.ok()).build();
        });
    }

    Found patch(ResourceType type, String id, byte @Nullable [] body) {
        return large.with(
                request.client(),
                body,
                () -> type.directory().patch(request.client(), id(id), precondition(), ScimJson.object(body)));
    }

    Response delete(ResourceType type, String id) {
        type.directory().delete(request.client(), id(id), precondition());
        return Response.noContent().build();
    }

    /** Shows it, as one of the few that are shown at once where it is large; nothing when others were not done in time. */
    Optional<Response.ResponseBuilder> tryToShow(ResourceType type, Found found, Response.ResponseBuilder response) {
        Supplier<Response.ResponseBuilder> shown = () -> shown(type, found, response);
        return type.isLarge(request.client(), projection(type), List.of(found))
                ? answers.make(request.client(), shown)
                : Optional.of(shown.get());
    }

    Response.ResponseBuilder shown(ResourceType type, Found found, Response.ResponseBuilder response) {
        ObjectNode shown = type.shown(request.client(), request.base(), projection(type), List.of(found))
                .getFirst();
        return response.entity(ScimJson.text(shown)).header(HttpHeaders.ETAG, Precondition.tag(found.version()));
    }

    /** What the request's parameters want to see of one resource. */
    Projection projection(ResourceType type) {
        return Projection.of(
                type.schema(),
                ListRequest.names(request.parameter("attributes")),
                ListRequest.names(request.parameter("excludedAttributes")));
    }

    private Precondition precondition() {
        return Precondition.of(request.header(HttpHeaders.IF_MATCH));
    }

    /** What is no id is the id of nothing. */
    static UUID id(String text) {
        if (!ID.matcher(text).matches()) {
            throw ScimFailure.notFound(text);
        }
        return UUID.fromString(text);
    }
}
