package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.Allowed;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** Whether a property's value is within what {@link Allowed} or its type says. */
final class PropertyBounds {
    private static final Set<Class<?>> WHOLE_NUMBERS =
            Set.of(int.class, long.class, Integer.class, Long.class, OptionalInt.class, OptionalLong.class);

    private final Config config;

    PropertyBounds(Config config) {
        this.config = config;
    }

    /** What is wrong with the property that this method of a mapping declares. */
    Optional<String> problem(String property, Method method) {
        Class<?> type = valueType(method);
        Optional<Allowed> allowed = Optional.ofNullable(method.getAnnotation(Allowed.class));
        if (type == Duration.class) {
            return config.getOptionalValue(property, Duration.class)
                    .filter(value -> !isWithin(value, allowed))
                    .map(value -> sentence(property, value, allowed, "a duration longer than nothing, such as PT30S"));
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return config.getOptionalValue(property, Long.class)
                    .filter(value -> !isWithin(value, allowed))
                    .map(value -> sentence(property, value, allowed, "a whole number of at least 0"));
        }
        if (type == boolean.class || type == Boolean.class) {
            // The configuration's own reading takes whatever it does not know for false.
            return Optional.ofNullable(config.getConfigValue(property).getValue())
                    .filter(value -> !value.matches("true|false"))
                    .map(value -> sentence(property, value, Optional.empty(), "true or false"));
        }
        return Optional.empty();
    }

    private static boolean isWithin(Duration value, Optional<Allowed> allowed) {
        return allowed.map(bounds -> value.compareTo(Duration.parse(bounds.least())) >= 0
                        && (bounds.most().isEmpty() || value.compareTo(Duration.parse(bounds.most())) <= 0))
                .orElseGet(value::isPositive);
    }

    private static boolean isWithin(long value, Optional<Allowed> allowed) {
        return allowed.map(bounds -> value >= Long.parseLong(bounds.least())
                        && (bounds.most().isEmpty() || value <= Long.parseLong(bounds.most())))
                .orElse(value >= 0);
    }

    private static String sentence(String property, Object value, Optional<Allowed> allowed, String otherwise) {
        String wanted = allowed.map(bounds -> bounds.most().isEmpty()
                        ? "at least " + bounds.least()
                        : "from " + bounds.least() + " to " + bounds.most())
                .orElse(otherwise);
        return property + " (" + Variables.variable(property) + ") is " + value + ": it takes " + wanted;
    }

    private static Class<?> valueType(Method method) {
        Type type = method.getGenericReturnType();
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            type = generic.getActualTypeArguments()[0];
        }
        return type instanceof Class<?> known ? known : Object.class;
    }
}
