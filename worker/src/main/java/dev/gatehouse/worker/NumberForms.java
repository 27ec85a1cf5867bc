package dev.gatehouse.worker;

import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * How one number of JSON may be written by whoever writes it next: {@code 1.2345678E7} is {@code 12345678} to a database
 * and {@code 12345678.0} to Python.
 */
final class NumberForms {
    /** So many digits beyond its own a number may have that is written without an exponent: more than the largest double. */
    private static final int MOST_ZEROS = 400;

    private NumberForms() {}

    /** Each form once: as Jackson writes it, with an exponent and without, and without a fraction's last zeros and with one. */
    static List<String> of(NumericNode number) {
        String itself = number.asText();
        if (!number.isFloatingPointNumber() || isEndless(number)) {
            return List.of(itself);
        }
        BigDecimal exact = number.decimalValue();
        BigDecimal shortest = exact.stripTrailingZeros();
        return Stream.concat(
                        Stream.of(itself, exact.toString(), shortest.toString()),
                        Math.abs((long) shortest.scale()) > MOST_ZEROS ? Stream.empty() : plain(exact, shortest))
                .distinct()
                .toList();
    }

    private static Stream<String> plain(BigDecimal exact, BigDecimal shortest) {
        String written = shortest.toPlainString();
        return Stream.of(exact.toPlainString(), written, shortest.scale() > 0 ? written : written + ".0");
    }

    /** Jackson reads a number that is too large for a double as infinity. */
    private static boolean isEndless(NumericNode number) {
        return !Double.isFinite(number.doubleValue()) && !number.isBigDecimal();
    }
}
