package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
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

/** Shows the revisions of resources of every kind. A resource that is itself named {@code revisions} stays readable. */
@Path("/api/v1/{tenant}/{kinds}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class RevisionEndpoint {
    private static final String REVISIONS = "revisions";

    private final Targets targets;
    private final RevisionReader reader;
    private final ResourceAnswers answers;
    private final Caller caller;

    RevisionEndpoint(Targets targets, RevisionReader reader, ResourceAnswers answers, Caller caller) {
        this.targets = targets;
        this.reader = reader;
        this.answers = answers;
        this.caller = caller;
    }

    @GET
    @Path("/{name}/revisions")
    @Requires("KIND:read")
    public Response list(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @Context HttpHeaders headers) {
        return targets.kind(plural).namespaced()
                ? answers.shown(caller.subject(), targets.of(plural, name, REVISIONS), headers)
                : page(targets.of(plural, name), after, limit);
    }

    @GET
    @Path("/{namespace}/{name}/revisions")
    @Requires("KIND:read")
    public Response list(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return page(targets.of(plural, namespace, name), after, limit);
    }

    @GET
    @Path("/{name}/revisions/{revision}")
    @Requires("KIND:read")
    public Response show(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @PathParam("revision") String revision,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return targets.kind(plural).namespaced() && revision.equals(REVISIONS)
                ? page(targets.of(plural, name, REVISIONS), after, limit)
                : one(targets.of(plural, name), revision);
    }

    @GET
    @Path("/{namespace}/{name}/revisions/{revision}")
    @Requires("KIND:read")
    public Response show(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("revision") String revision) {
        return one(targets.of(plural, namespace, name), revision);
    }

    @GET
    @Path("/{name}/revisions/{revision}/diff")
    @Requires("KIND:read")
    public Map<String, Object> differences(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @PathParam("revision") String revision,
            @QueryParam("from") @Nullable String from) {
        return differences(targets.of(plural, name), revision, from);
    }

    @GET
    @Path("/{namespace}/{name}/revisions/{revision}/diff")
    @Requires("KIND:read")
    public Map<String, Object> differences(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("revision") String revision,
            @QueryParam("from") @Nullable String from) {
        return differences(targets.of(plural, namespace, name), revision, from);
    }

    private Response page(Target target, @Nullable String after, @Nullable String limit) {
        long below = QueryParameters.optional("after", after, "the next of an earlier page", Targets::revision)
                .orElse(Long.MAX_VALUE);
        var page = reader.page(caller.subject(), target, below, QueryParameters.limit(limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.items());
        page.next().ifPresent(next -> answer.put("next", next.toString()));
        return Response.ok(answer).build();
    }

    private Response one(Target target, String revision) {
        ObjectNode document = reader.document(caller.subject(), target, Targets.requireRevision(revision));
        return Response.ok(document).build();
    }

    private Map<String, Object> differences(Target target, String revision, @Nullable String from) {
        long to = Targets.requireRevision(revision);
        Optional<Long> before = QueryParameters.optional("from", from, "a revision", Targets::revision)
                .or(() -> Optional.of(to - 1).filter(number -> number > 0));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", before.orElse(0L));
        answer.put("to", to);
        answer.put("diff", reader.differences(caller.subject(), target, before, to));
        return answer;
    }
}
