package dev.gatehouse.gateway.workers;

import dev.gatehouse.worker.Protocol;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Refuses a worker that does not say that it speaks this version of the protocol, before anything else is read. */
@Provider
@WorkerDoor
@Priority(Priorities.AUTHENTICATION - 100)
class ProtocolFilter implements ContainerRequestFilter, ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        if (!Protocol.VERSION.equals(request.getHeaderString(Protocol.HEADER))) {
            throw WorkerProblems.protocolUnsupported();
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(Protocol.HEADER, Protocol.VERSION);
    }
}
