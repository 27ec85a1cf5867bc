package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Namespace;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows declared resources of every kind. */
@Path("/api/v1/{tenant}/{kinds}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ResourceEndpoint {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{1,253}");

    private final Kinds kinds;
    private final ResourceReader reader;
    private final Caller caller;
    private final ObjectMapper json;

    ResourceEndpoint(Kinds kinds, ResourceReader reader, Caller caller, ObjectMapper json) {
        this.kinds = kinds;
        this.reader = reader;
        this.caller = caller;
        this.json = json;
    }

    @GET
    @Requires("KIND:read")
    public Map<String, Object> list(
            @PathParam("tenant") String tenant,
            @PathParam("kinds") String plural,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return page(kind(plural), Optional.empty(), after, limit);
    }

    /** A tenant-scoped resource by its name, or the resources of one namespace. */
    @GET
    @Path("/{first}")
    @Requires("KIND:read")
    public Map<String, Object> show(
            @PathParam("tenant") String tenant,
            @PathParam("kinds") String plural,
            @PathParam("first") String first,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        Kind kind = kind(plural);
        return kind.namespaced()
                ? page(kind, Optional.of(namespace(first)), after, limit)
                : one(kind, Namespace.ROOT, first);
    }

    @GET
    @Path("/{namespace}/{name}")
    @Requires("KIND:read")
    public Map<String, Object> show(
            @PathParam("tenant") String tenant,
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name) {
        Kind kind = kind(plural);
        if (!kind.namespaced()) {
            throw new ProblemException(Problem.notFound());
        }
        return one(kind, namespace(namespace), name);
    }

    private Map<String, Object> one(Kind kind, Namespace namespace, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        return reader.find(caller.subject(), kind, namespace, name)
                .map(row -> document(kind, row))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private Map<String, Object> page(
            Kind kind, Optional<Namespace> within, @Nullable String after, @Nullable String limit) {
        ResourceKey start = start(kind, within, after == null ? "" : after);
        ResourcePage page = reader.list(caller.subject(), kind, within, start, QueryParameters.limit(limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "items", page.items().stream().map(row -> document(kind, row)).toList());
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

    private Kind kind(String plural) {
        return kinds.plural(plural)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "unknown_kind", "There is no such kind; there are " + kinds.plurals() + ".")));
    }

    private static Namespace namespace(String path) {
        return Namespace.parse(path).orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private Map<String, Object> document(Kind kind, ResourceEntity row) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (kind.namespaced()) {
            metadata.put("namespace", row.key().namespace());
        }
        metadata.put("name", row.key().name());
        metadata.put("revision", row.revision());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "gatehouse.dev/v1");
        document.put("kind", kind.name());
        document.put("metadata", metadata);
        try {
            document.put("spec", json.readTree(row.spec()));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
        return document;
    }
}
