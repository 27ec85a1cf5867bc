package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares, changes and deletes one resource of any kind. */
@Path("/api/v1/{tenant}/{kinds}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ResourceWriteEndpoint {
    private final Targets targets;
    private final DocumentReader reader;
    private final ApplyPipeline pipeline;
    private final DeletePipeline deletions;
    private final ResourceAnswers answers;
    private final SaveLint lint;
    private final Caller caller;

    ResourceWriteEndpoint(
            Targets targets,
            DocumentReader reader,
            ApplyPipeline pipeline,
            DeletePipeline deletions,
            ResourceAnswers answers,
            SaveLint lint,
            Caller caller) {
        this.targets = targets;
        this.reader = reader;
        this.pipeline = pipeline;
        this.deletions = deletions;
        this.answers = answers;
        this.lint = lint;
        this.caller = caller;
    }

    @PUT
    @Path("/{name}")
    @Consumes({"application/yaml", "text/yaml", "application/x-yaml", MediaType.APPLICATION_JSON})
    @Requires("KIND:write")
    public Response put(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @QueryParam("dryRun") @Nullable String dryRun,
            @Context HttpHeaders headers,
            byte @Nullable [] body)
            throws JsonProcessingException {
        return put(targets.of(plural, name), Terms.of(headers, dryRun), headers, body);
    }

    @PUT
    @Path("/{namespace}/{name}")
    @Consumes({"application/yaml", "text/yaml", "application/x-yaml", MediaType.APPLICATION_JSON})
    @Requires("KIND:write")
    public Response put(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("dryRun") @Nullable String dryRun,
            @Context HttpHeaders headers,
            byte @Nullable [] body)
            throws JsonProcessingException {
        return put(targets.of(plural, namespace, name), Terms.of(headers, dryRun), headers, body);
    }

    @DELETE
    @Path("/{name}")
    @Requires("KIND:write")
    public Response delete(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @QueryParam("drain") @Nullable String drain,
            @QueryParam("dryRun") @Nullable String dryRun,
            @Context HttpHeaders headers) {
        return delete(targets.of(plural, name), Terms.of(headers, dryRun), drain);
    }

    @DELETE
    @Path("/{namespace}/{name}")
    @Requires("KIND:write")
    public Response delete(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("drain") @Nullable String drain,
            @QueryParam("dryRun") @Nullable String dryRun,
            @Context HttpHeaders headers) {
        return delete(targets.of(plural, namespace, name), Terms.of(headers, dryRun), drain);
    }

    private Response put(Target target, Terms terms, HttpHeaders headers, byte @Nullable [] body)
            throws JsonProcessingException {
        boolean isJson = headers.getMediaType() != null
                && headers.getMediaType().getSubtype().equals("json");
        Draft draft = reader.read(target, body == null ? new byte[0] : body, isJson);
        Applied applied = pipeline.apply(caller.subject(), List.of(draft), terms, caller::again)
                .getFirst();
        return SaveLint.warn(
                answers.written(caller.subject(), applied, target, terms), lint.of(caller.subject(), List.of(draft)));
    }

    private Response delete(Target target, Terms terms, @Nullable String drain) {
        Deletion deletion = deletions.delete(
                target.write(caller.subject()),
                target.kind(),
                terms,
                QueryParameters.flag("drain", drain),
                caller::again);
        return answers.deleted(caller.subject(), deletion, terms);
    }
}
