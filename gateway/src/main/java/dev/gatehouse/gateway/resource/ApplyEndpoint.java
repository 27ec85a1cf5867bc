package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.Finding;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes manifests: all documents of one request take effect, or none. */
@Path("/api/v1/{tenant}/apply")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ApplyEndpoint {
    private final DraftReader reader;
    private final ApplyPipeline pipeline;
    private final ResourceAnswers answers;
    private final SaveLint lint;
    private final Caller caller;

    ApplyEndpoint(DraftReader reader, ApplyPipeline pipeline, ResourceAnswers answers, SaveLint lint, Caller caller) {
        this.reader = reader;
        this.pipeline = pipeline;
        this.answers = answers;
        this.lint = lint;
        this.caller = caller;
    }

    @POST
    @Consumes({"application/yaml", "text/yaml", "application/x-yaml"})
    @Requires("KIND:write")
    public Map<String, Object> apply(@QueryParam("dryRun") @Nullable String dryRun, byte[] yaml) {
        return answer(new Manifest(yaml, Map.of()), dryRun);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Requires("KIND:write")
    public Map<String, Object> applyWithFiles(
            @QueryParam("dryRun") @Nullable String dryRun,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            byte[] body) {
        Map<String, byte[]> parts = MultipartBody.read(contentType, body)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        400, "malformed_multipart", "The body is not multipart/form-data with one part a name.")));
        byte[] yaml = parts.remove("manifest");
        if (yaml == null) {
            throw new ProblemException(Problem.of(422, DraftReader.CODE, "The request has no part named manifest."));
        }
        return answer(new Manifest(yaml, parts), dryRun);
    }

    private Map<String, Object> answer(Manifest manifest, @Nullable String dryRun) {
        ManifestReader.requireSize(manifest.yaml());
        var terms = new Terms(Precondition.NONE, QueryParameters.flag("dryRun", dryRun));
        List<Draft> drafts = reader.read(manifest);
        List<Applied> applied = pipeline.apply(caller.subject(), drafts, terms, caller::again);
        List<Finding> findings = lint.of(caller.subject(), drafts);
        List<ObjectNode> items = new ArrayList<>();
        for (int i = 0; i < applied.size(); i++) {
            items.add(SaveLint.warn(answers.item(caller.subject(), applied.get(i), terms), drafts.get(i), findings));
        }
        return Map.of("items", items);
    }
}
