package dev.gatehouse.gateway.routes;

import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.identity.Unguarded;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One route of the application as its annotations declare it.
 *
 * @param owner the class that has it
 * @param method the method's name
 * @param below the method's own part of the path, as it is written
 * @param verb its HTTP method
 * @param path its path with its templates, such as {@code /api/v1/{tenant}/executions/{id}}
 * @param types the media types it reads
 * @param permission what it requires; absent where it is unguarded
 * @param unguarded why it requires none
 */
public record Route(
        Class<?> owner,
        String method,
        String below,
        String verb,
        String path,
        List<String> types,
        Optional<String> permission,
        Optional<String> unguarded) {
    /** Every route that the application serves, but those that tests add. */
    public static List<Route> all(BeanManager beans) {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(Bean::getBeanClass)
                .filter(bean -> bean.isAnnotationPresent(Path.class))
                .filter(bean -> !bean.getSimpleName().startsWith("Probe"))
                .distinct()
                .flatMap(bean -> Arrays.stream(bean.getDeclaredMethods()).flatMap(method -> of(bean, method)))
                .toList();
    }

    private static Stream<Route> of(Class<?> bean, Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> new Route(
                        bean,
                        method.getName(),
                        path(method),
                        type.getAnnotation(HttpMethod.class).value(),
                        ("/" + path(bean) + "/" + path(method))
                                .replaceAll("/+", "/")
                                .replaceAll("(?<=.)/$", ""),
                        types(bean, method),
                        Optional.ofNullable(method.getAnnotation(Requires.class))
                                .map(Requires::value),
                        Optional.ofNullable(method.getAnnotation(Unguarded.class))
                                .map(Unguarded::value)));
    }

    private static String path(AnnotatedElement element) {
        return element.isAnnotationPresent(Path.class)
                ? element.getAnnotation(Path.class).value()
                : "";
    }

    private static List<String> types(Class<?> bean, Method method) {
        return Stream.<AnnotatedElement>of(method, bean)
                .filter(element -> element.isAnnotationPresent(Consumes.class))
                .findFirst()
                .map(element -> List.of(element.getAnnotation(Consumes.class).value()))
                .orElse(List.of(MediaType.APPLICATION_JSON));
    }

    /** The media type that it is called with. */
    public String type() {
        return types.getFirst();
    }

    public String name() {
        return verb + " " + path + (type().startsWith("multipart") ? " with files" : "");
    }

    /** Its path, whose places are names only. */
    String template() {
        return path.replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}");
    }

    public Response call(RequestSpecification request, Map<String, String> places, String body) {
        String url = template();
        for (var place : places.entrySet()) {
            url = url.replace("{" + place.getKey() + "}", place.getValue());
        }
        if (!verb.equals(HttpMethod.GET)) {
            String boundary = type().startsWith("multipart") ? ";boundary=b" : "";
            request.contentType(type() + boundary);
            // A form is no body of bytes to who sends these requests.
            var _ = type().equals(MediaType.APPLICATION_FORM_URLENCODED)
                    ? request.body(body)
                    : request.body(body.getBytes(StandardCharsets.UTF_8));
        }
        return request.request(verb, url);
    }
}
