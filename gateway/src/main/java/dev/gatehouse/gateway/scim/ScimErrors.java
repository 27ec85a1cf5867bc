package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Failures of this door in the form of RFC 7644, section 3.12, whoever found them. */
class ScimErrors {
    /** After every filter that reads a problem's code. */
    private static final int LATE = 100;

    private static final Set<Integer> WAIT = Set.of(
            Response.Status.TOO_MANY_REQUESTS.getStatusCode(), Response.Status.SERVICE_UNAVAILABLE.getStatusCode());

    /** As an integer: Okta understands no date (RFC 7231, section 7.1.3). */
    private static final int SECONDS_TO_WAIT = 10;

    @ServerExceptionMapper
    Response answer(ScimFailure failure) {
        var response = Response.status(failure.status())
                .type(ScimJson.MEDIA_TYPE)
                .entity(ScimJson.text(body(failure.status(), failure.type(), failure.detail())));
        if (failure.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (WAIT.contains(failure.status())) {
            response.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
        }
        return response.build();
    }

    /** Gives a problem that another part of the gateway answered the form that SCIM clients read. */
    @ServerResponseFilter(priority = LATE)
    void translate(ContainerRequestContext request, ContainerResponseContext response) {
        boolean scim = request.getUriInfo().getPath().startsWith("/scim/");
        if (scim && response.getEntity() instanceof Map<?, ?> problem && problem.get("code") instanceof String) {
            String detail = String.valueOf(problem.get("detail"));
            response.setEntity(
                    ScimJson.text(body(response.getStatus(), Optional.empty(), detail)),
                    new Annotation[0],
                    MediaType.valueOf(ScimJson.MEDIA_TYPE));
        }
    }

    static ObjectNode body(int status, Optional<ErrorType> type, String detail) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:Error");
        error.put("status", Integer.toString(status));
        type.ifPresent(word -> error.put("scimType", word.toString()));
        error.put("detail", detail);
        return error;
    }
}
