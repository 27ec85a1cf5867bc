package dev.gatehouse.gateway.workers;

import dev.gatehouse.worker.Protocol;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;

/**
 * Refuses a worker that does not say which version of the protocol it speaks, or one that is not spoken here, before
 * anything else is read. An answer is in the version of its request: this one or the one before it.
 */
@Provider
@WorkerDoor
@Priority(Priorities.AUTHENTICATION - 100)
class ProtocolFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private final List<String> spoken = Protocol.spoken();

    @Override
    public void filter(ContainerRequestContext request) {
        if (!isSpoken(request)) {
            throw WorkerProblems.protocolUnsupported(spoken);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String version = isSpoken(request) ? request.getHeaderString(Protocol.HEADER) : Protocol.VERSION;
        response.getHeaders().putSingle(Protocol.HEADER, version);
    }

    private boolean isSpoken(ContainerRequestContext request) {
        return Optional.ofNullable(request.getHeaderString(Protocol.HEADER))
                .filter(spoken::contains)
                .isPresent();
    }
}
