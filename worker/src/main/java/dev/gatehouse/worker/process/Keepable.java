package dev.gatehouse.worker.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Whether a JSON value is one that every gateway keeps as it is: I-JSON (RFC 7493) without U+0000 and of at most 64
 * levels. A report with another one would be refused, and the execution lost.
 */
final class Keepable {
    private static final int MAX_DEPTH = 64;
    private static final BigInteger EXACT = BigInteger.TWO.pow(53);

    private Keepable() {}

    /** Looks at a value that was read with its decimals as they are written. */
    static boolean is(JsonNode value) {
        return is(value, 1);
    }

    private static boolean is(JsonNode value, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        if (value.isTextual()) {
            return text(value.textValue());
        }
        if (value.isNumber()) {
            return number(value);
        }
        return value.properties().stream().allMatch(member -> text(member.getKey()))
                && value.valueStream().allMatch(member -> is(member, depth + 1));
    }

    private static boolean text(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static boolean number(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number.bigIntegerValue().abs().compareTo(EXACT) <= 0;
        }
        BigDecimal written = number.decimalValue();
        double kept = written.doubleValue();
        boolean vanishes = kept == 0 && written.signum() != 0;
        return Double.isFinite(kept)
                && !vanishes
                && (written.precision() <= 17 || new BigDecimal(Double.toString(kept)).compareTo(written) == 0);
    }
}
