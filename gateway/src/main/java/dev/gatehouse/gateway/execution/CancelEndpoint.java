package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.policy.StopPermit;
import dev.gatehouse.policy.StopQuestion;
import dev.gatehouse.policy.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Where a person stops an execution: 200 when it never began, 202 when its worker is told. */
@Path("/api/v1/{tenant}/executions/{id}/cancel")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class CancelEndpoint {
    private final Caller caller;
    private final ExecutionAccess access;
    private final Stops stops;

    CancelEndpoint(Caller caller, ExecutionAccess access, Stops stops) {
        this.caller = caller;
        this.access = access;
        this.stops = stops;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Requires("execution:cancel")
    public Response cancel(@PathParam("id") String id, byte @Nullable [] body) throws JsonProcessingException {
        String reason = StatedReason.ofAnyBody(body);
        Subject subject = caller.subject();
        StopPermit permit =
                access.obtain(subject, id, (job, execution) -> new StopQuestion(subject, execution, job, reason));
        return switch (stops.stop(permit)) {
            case StopOutcome.Ended(FirstAnswer answer) -> Response.ok(answer).build();
            case StopOutcome.Requested(FirstAnswer answer) ->
                Response.accepted(answer).build();
            case StopOutcome.AlreadyEnded(ExecutionState state) ->
                Problem.of(409, "already_ended", "This execution has ended: " + state + ".")
                        .toResponse();
            case StopOutcome.Unknown() -> Problem.notFound().toResponse();
        };
    }
}
