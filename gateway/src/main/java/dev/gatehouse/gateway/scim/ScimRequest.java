package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.scim.directory.Client;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request as the SCIM door sees it: whose it is, and what its headers and parameters say. */
@RequestScoped
class ScimRequest {
    private final ScimAddresses addresses;
    private @Nullable Client client;
    private @Nullable ContainerRequestContext context;

    ScimRequest(ScimAddresses addresses) {
        this.addresses = addresses;
    }

    void open(Client shown, ContainerRequestContext request) {
        client = shown;
        context = request;
    }

    Client client() {
        if (client == null) {
            throw new IllegalStateException("a route that is not of the SCIM door");
        }
        return client;
    }

    private ContainerRequestContext context() {
        if (context == null) {
            throw new IllegalStateException("a route that is not of the SCIM door");
        }
        return context;
    }

    /** The base URL of this tenant's SCIM door, without a slash at its end. */
    String base() {
        return addresses.base(client().tenant());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(context().getHeaderString(name));
    }

    /** A query parameter; an empty one is as good as none. */
    Optional<String> parameter(String name) {
        return given(name).filter(text -> !text.isEmpty());
    }

    /** A query parameter, also an empty one. */
    Optional<String> given(String name) {
        return Optional.ofNullable(context().getUriInfo().getQueryParameters().getFirst(name));
    }
}
