package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.observability.LogKeys;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.MDC;

/** Opens the SCIM door to a client of the tenant that the path names; to another tenant's nothing here exists. */
@Provider
@ScimDoor
@Priority(Priorities.AUTHENTICATION)
class ScimDoorFilter implements ContainerRequestFilter {
    private final ScimCredentials credentials;
    private final ScimRequest shown;

    ScimDoorFilter(ScimCredentials credentials, ScimRequest shown) {
        this.credentials = credentials;
        this.shown = shown;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String tenant = Optional.ofNullable(
                        request.getUriInfo().getPathParameters().getFirst("tenant"))
                .orElse("");
        Client client =
                credentials.verified(tenant, request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of()));
        shown.open(client, request);
        MDC.put(LogKeys.TENANT, client.tenant());
    }
}
