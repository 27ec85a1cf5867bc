package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.gateway.identity.BearerToken;
import dev.gatehouse.observability.LogKeys;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.jboss.logging.MDC;

/**
 * Opens the worker door to a session: a worker credential and nothing else. The tenant and the group of the request are
 * the credential's; no path or body names them.
 */
@Provider
@WithSession
@Priority(Priorities.AUTHENTICATION)
class CredentialFilter implements ContainerRequestFilter {
    private final Sessions sessions;
    private final ShownSession shown;
    private final FailedProofs failed;

    CredentialFilter(Sessions sessions, ShownSession shown, FailedProofs failed) {
        this.sessions = sessions;
        this.shown = shown;
        this.failed = failed;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String credential = BearerToken.in(request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of()))
                .orElseThrow(() -> failed.refuse("credential_missing", WorkerProblems.unauthenticated()));
        switch (sessions.standing(credential)) {
            case Sessions.Standing.Alive(WorkerSession session) -> {
                shown.show(session);
                MDC.put(LogKeys.TENANT, session.tenant());
                MDC.put(LogKeys.WORKER, session.worker().toString());
                MDC.put(LogKeys.SESSION, session.id().toString());
            }
            case Sessions.Standing.Over() -> throw WorkerProblems.sessionEnded();
            case Sessions.Standing.Ended(String tenant) ->
                throw failed.refuse(tenant, "session_ended", WorkerProblems.sessionEnded());
            case Sessions.Standing.Unknown() ->
                throw failed.refuse("credential_unknown", WorkerProblems.unauthenticated());
        }
    }
}
