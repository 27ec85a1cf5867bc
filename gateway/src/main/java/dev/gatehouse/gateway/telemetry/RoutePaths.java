package dev.gatehouse.gateway.telemetry;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths of every route that the application has, with their templates as the annotations write them. */
final class RoutePaths {
    private static final Pattern SLASHES = Pattern.compile("/+");
    private static final Pattern LAST_SLASH = Pattern.compile("(?<=.)/$");

    private RoutePaths() {}

    static Set<String> of(BeanManager beans) {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(Bean::getBeanClass)
                .filter(bean -> bean.isAnnotationPresent(Path.class))
                .distinct()
                .flatMap(RoutePaths::of)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> of(Class<?> bean) {
        return Arrays.stream(bean.getDeclaredMethods())
                .filter(RoutePaths::isRoute)
                .map(method -> "/" + path(bean) + "/" + path(method))
                .map(path -> SLASHES.matcher(path).replaceAll("/"))
                .map(path -> LAST_SLASH.matcher(path).replaceAll(""));
    }

    private static boolean isRoute(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
