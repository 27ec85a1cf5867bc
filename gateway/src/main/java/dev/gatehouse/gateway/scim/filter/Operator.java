package dev.gatehouse.gateway.scim.filter;

import java.util.Locale;
import java.util.Optional;

/** How a comparison compares (RFC 7644, table 3). */
public enum Operator {
    EQ,
    NE,
    CO,
    SW,
    EW,
    GT,
    GE,
    LT,
    LE;

    static Optional<Operator> of(String word) {
        for (Operator operator : values()) {
            if (operator.name().equals(word.toUpperCase(Locale.ROOT))) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }
}
