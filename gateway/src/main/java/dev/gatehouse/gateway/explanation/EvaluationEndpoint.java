package dev.gatehouse.gateway.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides for other systems, in the shape of the OpenID AuthZEN Authorization API 1.0. The tenant is the token's. */
@Path("/access/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class EvaluationEndpoint {
    private final Caller caller;
    private final Evaluator evaluator;

    EvaluationEndpoint(Caller caller, Evaluator evaluator) {
        this.caller = caller;
        this.evaluator = evaluator;
    }

    /** Whether a subject may do one thing; oneself without a permission, others with `subject:read` too. */
    @POST
    @Path("/evaluation")
    @Requires("policy:read")
    public Map<String, Object> evaluation(@Nullable JsonNode body) {
        return evaluator.answer(caller.subject(), EvaluationReader.evaluation(body));
    }

    /** The same of up to a hundred things at once; without a list of them it is the same as one. */
    @POST
    @Path("/evaluations")
    @Requires("policy:read")
    public Map<String, Object> evaluations(@Nullable JsonNode body) {
        return EvaluationReader.batch(body)
                .<Map<String, Object>>map(batch -> Map.of("evaluations", evaluator.answers(caller.subject(), batch)))
                .orElseGet(() -> evaluation(body));
    }
}
