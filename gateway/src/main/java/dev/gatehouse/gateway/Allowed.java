package dev.gatehouse.gateway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bounds of a property that is a number or a duration, both included; the start is refused beyond them. Without it a
 * number is at least 0, and a duration is longer than nothing.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allowed {
    /** The least value, as it would be set. */
    String least();

    /** The greatest value, as it would be set; none where it is empty. */
    String most() default "";
}
