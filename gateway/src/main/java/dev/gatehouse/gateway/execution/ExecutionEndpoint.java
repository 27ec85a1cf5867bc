package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.limit.LimitReached;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.observability.LogKeys;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Where executions are started: a request's bytes become an {@link ExecutionRequest}; nothing else happens here.
 *
 * <p>Next on the tour: {@code CallerIdentity}.
 */
@Path("/api/v1/{tenant}/executions")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class ExecutionEndpoint {
    private final Caller caller;
    private final RequestReader reader;
    private final ExecutionPipeline pipeline;

    ExecutionEndpoint(Caller caller, RequestReader reader, ExecutionPipeline pipeline) {
        this.caller = caller;
        this.reader = reader;
        this.pipeline = pipeline;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("execution:create")
    public Response submit(@Context HttpHeaders headers, byte @Nullable [] body) throws JsonProcessingException {
        List<String> keys = headers.getRequestHeader("Idempotency-Key");
        return answer(pipeline.submit(caller.subject(), reader.read(body, keys), caller::again));
    }

    private Response answer(AcceptOutcome outcome) {
        return switch (outcome) {
            case AcceptOutcome.Accepted(FirstAnswer answer) -> located(201, answer);
            case AcceptOutcome.Replayed(FirstAnswer answer) -> located(200, answer);
            case AcceptOutcome.KeyTaken() ->
                Problem.of(409, "idempotency_conflict", "This Idempotency-Key was used for another request.")
                        .toResponse();
            case AcceptOutcome.Draining() ->
                Problem.of(
                                409,
                                "resource_draining",
                                "The job, its worker group or a secret of it is being deleted, or just was.")
                        .toResponse();
            case AcceptOutcome.Limited(LimitReached reached) ->
                reached.problem().toResponse();
            case AcceptOutcome.FactsChanged _, AcceptOutcome.PolicyChanged _ ->
                Problem.of(503, "facts_changed", "Your access is changing right now. Repeat the request.")
                        .withRetryAfter(Duration.ofSeconds(1))
                        .toResponse();
        };
    }

    private Response located(int status, FirstAnswer answer) {
        MDC.put(LogKeys.EXECUTION, answer.id());
        String tenant = caller.subject().tenant();
        // Relative, because an absolute one would repeat whatever the caller called this host.
        return Response.status(status)
                .header(HttpHeaders.LOCATION, "/api/v1/" + tenant + "/executions/" + answer.id())
                .entity(answer)
                .build();
    }
}
