package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Namespace;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows declared resources of every kind. */
@Path("/api/v1/{tenant}/{kinds}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ResourceEndpoint {
    private final Targets targets;
    private final ResourceReader reader;
    private final ResourceAnswers answers;
    private final Documents documents;
    private final Caller caller;

    ResourceEndpoint(
            Targets targets, ResourceReader reader, ResourceAnswers answers, Documents documents, Caller caller) {
        this.targets = targets;
        this.reader = reader;
        this.answers = answers;
        this.documents = documents;
        this.caller = caller;
    }

    @GET
    @Requires("KIND:read")
    public Map<String, Object> list(
            @PathParam("kinds") String plural,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return page(targets.kind(plural), Optional.empty(), after, limit);
    }

    /** A tenant-scoped resource by its name, or the resources of the namespace of that name. */
    @GET
    @Path("/{name}")
    @Requires("KIND:read")
    public Response show(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @Context HttpHeaders headers) {
        Kind kind = targets.kind(plural);
        return kind.namespaced()
                ? Response.ok(page(kind, Optional.of(Targets.namespace(name)), after, limit))
                        .build()
                : answers.shown(caller.subject(), targets.of(plural, name), headers);
    }

    @GET
    @Path("/{namespace}/{name}")
    @Requires("KIND:read")
    public Response show(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @Context HttpHeaders headers) {
        return answers.shown(caller.subject(), targets.of(plural, namespace, name), headers);
    }

    private Map<String, Object> page(
            Kind kind, Optional<Namespace> within, @Nullable String after, @Nullable String limit) {
        ResourceKey start = start(kind, within, after == null ? "" : after);
        ResourcePage page = reader.list(caller.subject(), kind, within, start, QueryParameters.limit(limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "items",
                page.items().stream().map(row -> documents.of(kind, row)).toList());
        page.next().ifPresent(next -> answer.put("next", next));
        return answer;
    }

    private ResourceKey start(Kind kind, Optional<Namespace> within, String after) {
        int slash = after.indexOf('/');
        String namespace = slash < 0 ? within.map(Namespace::path).orElse("") : after.substring(0, slash);
        boolean storable = after.indexOf('\0') < 0;
        return new ResourceKey(
                caller.subject().tenant(),
                kind.word(),
                storable ? namespace : "",
                slash < 0 || !storable ? "" : after.substring(slash + 1));
    }
}
