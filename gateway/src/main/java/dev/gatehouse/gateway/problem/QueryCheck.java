package dev.gatehouse.gateway.problem;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a request whose query says one of the route's parameters twice: nobody knew which one counts. */
class QueryCheck {
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    void check(ContainerRequestContext request, ResourceInfo route) {
        Set<String> repeated = request.getUriInfo().getQueryParameters().entrySet().stream()
                .filter(said -> said.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (repeated.isEmpty() || !request.getUriInfo().getPath().startsWith("/api/")) {
            return;
        }
        Stream.of(route.getResourceMethod().getParameters())
                .flatMap(parameter -> Stream.of(parameter.getAnnotationsByType(QueryParam.class)))
                .map(QueryParam::value)
                .filter(repeated::contains)
                .findFirst()
                .ifPresent(name -> {
                    throw QueryParameters.wrong(name, "said once");
                });
    }
}
