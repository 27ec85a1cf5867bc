package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** The JSON Schema of each kind, for editors: the very file that documents are checked by. */
@Path("/schemas/v1/{kind}.json")
@RunOnVirtualThread
class SchemaEndpoint {
    private final Kinds kinds;

    SchemaEndpoint(Kinds kinds) {
        this.kinds = kinds;
    }

    @GET
    @Produces("application/schema+json")
    @Unguarded("public: it describes the format of manifests, and nothing of any tenant")
    public Response schema(@PathParam("kind") String word) {
        return kinds.word(word)
                .map(kind -> Response.ok(Kinds.schemaFile(kind.name()))
                        .header("Cache-Control", "public, max-age=300")
                        .build())
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "unknown_kind", "There is no such kind; there are " + kinds.words() + ".")));
    }
}
