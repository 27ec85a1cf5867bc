package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.IdentityOutcome;
import dev.gatehouse.gateway.execution.Lease;
import dev.gatehouse.gateway.execution.RunIdentities;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.issuer.AccessTokens.Issued;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.worker.IdentityAnswer;
import dev.gatehouse.worker.IdentityRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** How a worker gets the tokens by which what it runs shows others who it is. */
@Path("/worker/v1/identity")
@WorkerDoor
@WithSession
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class IdentityEndpoint {
    private final ShownSession shown;
    private final RunIdentities identities;

    IdentityEndpoint(ShownSession shown, RunIdentities identities) {
        this.shown = shown;
        this.identities = identities;
    }

    @POST
    @Unguarded("the worker credential gives the session, and only executions that its worker runs get tokens")
    public Response identity(byte @Nullable [] body) {
        IdentityRequest request = Shape.read(body, IdentityRequest.class);
        var lease = new Lease(Shape.execution(request.execution(), "/execution"), request.fence());
        MDC.put(LogKeys.EXECUTION, lease.execution().toString());
        return switch (identities.give(shown.get(), lease, request.audience())) {
            case IdentityOutcome.Given(Issued token) ->
                Response.ok(new IdentityAnswer(token.text(), token.life().toMillis()))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build();
            case IdentityOutcome.Unknown() -> throw WorkerProblems.unknownExecution();
            case IdentityOutcome.Stale() -> throw WorkerProblems.staleFence();
            case IdentityOutcome.Stopping() -> throw WorkerProblems.executionStopping();
            case IdentityOutcome.Undeclared() -> throw WorkerProblems.audienceUndeclared();
            case IdentityOutcome.Reserved() -> throw WorkerProblems.audienceReserved();
            case IdentityOutcome.TooMany(Duration after) -> throw WorkerProblems.tooManyTokens(after);
        };
    }
}
