package dev.gatehouse.gateway.scim;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Reads the query before anything is done, so that nothing is done of a request that will be refused. */
@Provider
@ScimDoor
@Priority(Priorities.AUTHENTICATION + 2)
class ScimParameterFilter implements ContainerRequestFilter {
    private final ScimRequest shown;

    ScimParameterFilter(ScimRequest shown) {
        this.shown = shown;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        shown.read(request.getUriInfo().getQueryParameters());
    }
}
