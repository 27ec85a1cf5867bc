package dev.gatehouse.gateway.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The permission that a route asks policy for before it acts, as {@code resource:action}.
 *
 * <p>It declares and does not decide: the route asks with its own question. Every route has exactly one of this and
 * {@link Unguarded}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {
    String value();
}
