package dev.gatehouse.gateway.telemetry;

import jakarta.ws.rs.Path;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/** The path of a route with its templates as the annotations write them. Thread-safe. */
final class RoutePaths {
    private static final Pattern SLASHES = Pattern.compile("/+");
    private static final Pattern LAST_SLASH = Pattern.compile("(?<=.)/$");

    private final ConcurrentMap<Method, String> known = new ConcurrentHashMap<>();

    String of(Method route) {
        String path = known.get(route);
        return path != null ? path : known.computeIfAbsent(route, RoutePaths::read);
    }

    private static String read(Method route) {
        String whole = "/" + path(route.getDeclaringClass()) + "/" + path(route);
        return LAST_SLASH.matcher(SLASHES.matcher(whole).replaceAll("/")).replaceAll("");
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
