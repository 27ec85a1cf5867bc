package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Declares again what an earlier revision said, which passes every check that a new document passes. */
@Path("/api/v1/{tenant}/{kinds}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class RevertEndpoint {
    private final Targets targets;
    private final Permits permits;
    private final RevisionReader revisions;
    private final DraftReader drafts;
    private final ApplyPipeline pipeline;
    private final ResourceAnswers answers;
    private final SaveLint lint;
    private final Caller caller;

    RevertEndpoint(
            Targets targets,
            Permits permits,
            RevisionReader revisions,
            DraftReader drafts,
            ApplyPipeline pipeline,
            ResourceAnswers answers,
            SaveLint lint,
            Caller caller) {
        this.targets = targets;
        this.permits = permits;
        this.revisions = revisions;
        this.drafts = drafts;
        this.pipeline = pipeline;
        this.answers = answers;
        this.lint = lint;
        this.caller = caller;
    }

    @POST
    @Path("/{name}/revisions/{revision}/revert")
    @Requires("KIND:write")
    public Response revert(
            @PathParam("kinds") String plural,
            @PathParam("name") String name,
            @PathParam("revision") String revision,
            @QueryParam("dryRun") @Nullable String dryRun,
            @Context HttpHeaders headers) {
        return revert(targets.of(plural, name), revision, Terms.of(headers, dryRun));
    }

    @POST
    @Path("/{namespace}/{name}/revisions/{revision}/revert")
    @Requires("KIND:write")
    public Response revert(
            @PathParam("kinds") String plural,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("revision") String revision,
            @QueryParam("dryRun") @Nullable String dryRun,
            @Context HttpHeaders headers) {
        return revert(targets.of(plural, namespace, name), revision, Terms.of(headers, dryRun));
    }

    private Response revert(Target target, String revision, Terms terms) {
        long wanted = Targets.requireRevision(revision);
        // Asked before the revision is looked up: who may not write learns nothing about it.
        var permit = permits.obtain(target.write(caller.subject()));
        var draft = drafts.read(revisions.again(permit.subject().tenant(), target, wanted));
        Applied applied =
                pipeline.apply(caller.subject(), draft, terms, caller::again).getFirst();
        return SaveLint.warn(
                answers.written(caller.subject(), applied, target, terms), lint.of(caller.subject(), draft));
    }
}
