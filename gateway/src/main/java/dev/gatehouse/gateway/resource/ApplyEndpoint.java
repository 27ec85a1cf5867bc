package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes manifests: all documents of one request take effect, or none. */
@Path("/api/v1/{tenant}/apply")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ApplyEndpoint {
    private final ApplyPipeline pipeline;
    private final Caller caller;

    ApplyEndpoint(ApplyPipeline pipeline, Caller caller) {
        this.pipeline = pipeline;
        this.caller = caller;
    }

    @POST
    @Consumes({"application/yaml", "text/yaml", "application/x-yaml"})
    @Requires("KIND:write")
    public Map<String, Object> apply(@PathParam("tenant") String tenant, byte[] yaml) {
        return answer(new Manifest(yaml, Map.of()));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Requires("KIND:write")
    public Map<String, Object> applyWithFiles(
            @PathParam("tenant") String tenant,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            byte[] body) {
        Map<String, byte[]> parts = MultipartBody.read(contentType, body)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        400, "malformed_multipart", "The body is not multipart/form-data with one part a name.")));
        byte[] yaml = parts.remove("manifest");
        if (yaml == null) {
            throw new ProblemException(Problem.of(422, DraftReader.CODE, "The request has no part named manifest."));
        }
        return answer(new Manifest(yaml, parts));
    }

    private Map<String, Object> answer(Manifest manifest) {
        if (manifest.yaml().length > ManifestReader.MAX_BYTES) {
            throw new ProblemException(Problem.of(
                    413, "body_too_large", "A manifest has at most " + ManifestReader.MAX_BYTES + " bytes."));
        }
        List<Applied> applied = pipeline.apply(caller.subject(), manifest);
        return Map.of("items", applied.stream().map(ApplyEndpoint::item).toList());
    }

    private static Map<String, Object> item(Applied applied) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("kind", applied.kind());
        item.put("namespace", applied.namespace().path());
        item.put("name", applied.name());
        item.put("revision", applied.revision());
        item.put("change", applied.change().name().toLowerCase(Locale.ROOT));
        return item;
    }
}
