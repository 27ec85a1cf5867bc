package dev.gatehouse.gateway.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Answers for every door that nothing has a name with U+0000 in it, which no column of the database can hold. */
class PathText {
    @ServerRequestFilter(preMatching = true)
    Optional<Response> check(ContainerRequestContext request) {
        return request.getUriInfo().getPath().indexOf('\0') < 0
                ? Optional.empty()
                : Optional.of(Problem.notFound().toResponse());
    }
}
