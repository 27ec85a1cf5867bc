package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The request as the SCIM door sees it: whose it is, and what its headers and parameters say. */
@RequestScoped
class ScimRequest {
    private static final NavigableSet<String> KNOWN = known();

    private final ScimAddresses addresses;
    private final Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable Client client;
    private @Nullable ContainerRequestContext context;

    ScimRequest(ScimAddresses addresses) {
        this.addresses = addresses;
    }

    private static NavigableSet<String> known() {
        var known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(List.of(
                "filter", "sortBy", "sortOrder", "cursor", "startIndex", "count", "attributes", "excludedAttributes"));
        return Collections.unmodifiableNavigableSet(known);
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
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * Reads the query, whose names are equal in any case as attributes' are: to a misspelt filter everybody would match. Of
     * two filters neither is what the client asks, so nothing that is known here may be said twice.
     */
    void read(Map<String, List<String>> query) {
        query.forEach((name, values) -> {
            if (!KNOWN.contains(name)) {
                return;
            }
            String before = parameters.put(name, values.getFirst());
            if (before != null || values.size() > 1) {
                throw ScimFailure.invalidValue(KNOWN.ceiling(name) + " is given more than once.");
            }
        });
    }
}
