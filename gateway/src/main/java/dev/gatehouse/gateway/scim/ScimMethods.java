package dev.gatehouse.gateway.scim;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says which methods a path of this door takes: to those who ask, and to those who use another one. What it says is of the
 * protocol and of no tenant, so it asks for no token.
 */
@Provider
@PreMatching
class ScimMethods implements ContainerRequestFilter {
    private static final Pattern DOOR = Pattern.compile("/scim/[^/]+/v2(/.*)?");

    private static final List<Route> ROUTES = routes(
            UserEndpoint.class,
            GroupEndpoint.class,
            SearchEndpoint.class,
            BulkEndpoint.class,
            DiscoveryEndpoint.class,
            MeEndpoint.class);

    private record Route(Pattern path, Set<String> methods) {}

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (!DOOR.matcher(path).matches()) {
            return;
        }
        boolean asks = request.getMethod().equals(HttpMethod.OPTIONS);
        Optional<Set<String>> methods = ROUTES.stream()
                .filter(route -> route.path().matcher(path).matches())
                .map(Route::methods)
                .findFirst();
        if (methods.isEmpty()) {
            if (asks) {
                request.abortWith(failure(404, "There is no such thing here.").build());
            }
            return;
        }
        String allowed = String.join(", ", methods.get());
        if (asks) {
            request.abortWith(
                    Response.noContent().header(HttpHeaders.ALLOW, allowed).build());
        } else if (!methods.get().contains(request.getMethod())) {
            request.abortWith(failure(405, "This path takes " + allowed + ".")
                    .header(HttpHeaders.ALLOW, allowed)
                    .build());
        }
    }

    private static Response.ResponseBuilder failure(int status, String detail) {
        return Response.status(status)
                .type(ScimJson.MEDIA_TYPE)
                .entity(ScimJson.text(ScimErrors.body(status, Optional.empty(), detail)));
    }

    /** The routes that the endpoints' annotations describe, those without an id before those that might take it for one. */
    private static List<Route> routes(Class<?>... endpoints) {
        Map<String, Set<String>> methods = new TreeMap<>(
                Comparator.comparingLong(ScimMethods::variables).thenComparing(Comparator.naturalOrder()));
        for (Class<?> endpoint : endpoints) {
            for (Method each : endpoint.getDeclaredMethods()) {
                verb(each)
                        .ifPresent(verb -> methods.computeIfAbsent(
                                        path(endpoint, each), _ -> new TreeSet<>(Set.of(HttpMethod.OPTIONS)))
                                .add(verb));
            }
        }
        methods.values().stream()
                .filter(verbs -> verbs.contains(HttpMethod.GET))
                .forEach(verbs -> verbs.add(HttpMethod.HEAD));
        return methods.entrySet().stream()
                .map(each -> new Route(pattern(each.getKey()), each.getValue()))
                .toList();
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value())
                .findFirst();
    }

    private static String path(Class<?> endpoint, Method method) {
        String base = endpoint.getAnnotation(Path.class).value();
        return method.isAnnotationPresent(Path.class)
                ? base + "/" + method.getAnnotation(Path.class).value()
                : base;
    }

    private static long variables(String template) {
        return template.chars().filter(each -> each == '{').count();
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(Arrays.stream(template.split("\\{[a-z]+}", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("[^/]+"))
                + "/?");
    }
}
