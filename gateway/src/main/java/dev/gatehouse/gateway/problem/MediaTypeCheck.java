package dev.gatehouse.gateway.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a request whose media types are none, before a route is chosen by them. */
class MediaTypeCheck {
    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        try {
            request.getMediaType();
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(Problem.refused(415));
        }
        try {
            request.getAcceptableMediaTypes();
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(Problem.refused(406));
        }
    }
}
