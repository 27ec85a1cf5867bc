package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.problem.Violation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What every JSON value of a caller must be before it is stored and digested: I-JSON (RFC 7493), so that its canonical
 * form (RFC 8785) loses nothing, without U+0000, which PostgreSQL cannot hold, and not nested deeper than 64 levels.
 */
public final class JsonBounds {
    public static final int MAX_DEPTH = 64;

    private static final long LONGEST_ZERO = 400;
    private static final BigInteger EXACT = BigInteger.TWO.pow(53);

    private final List<Violation> violations = new ArrayList<>();

    private JsonBounds() {}

    /** Everything in the value that lies outside, with pointers from the value. */
    public static List<Violation> violations(JsonNode value) {
        var bounds = new JsonBounds();
        bounds.check(value, Pointer.ROOT, 1);
        return bounds.violations;
    }

    private void check(JsonNode value, Pointer at, int depth) {
        if (depth > MAX_DEPTH) {
            refuse(at, "nested deeper than " + MAX_DEPTH + " levels");
            return;
        }
        if (value.isObject()) {
            value.properties().forEach(member -> {
                checkText(member.getKey(), at);
                check(member.getValue(), at.child(member.getKey()), depth + 1);
            });
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), at.child(i), depth + 1);
            }
        } else if (value.isTextual()) {
            checkText(value.textValue(), at);
        } else if (value.isNumber()) {
            checkNumber(value, at);
        }
    }

    private void checkText(String text, Pointer at) {
        if (text.indexOf('\0') >= 0) {
            refuse(at, "holds the character U+0000");
        }
        if (holdsHalfOfAPair(text)) {
            refuse(at, "holds half of a surrogate pair");
        }
    }

    private static boolean holdsHalfOfAPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!isPair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private void checkNumber(JsonNode number, Pointer at) {
        if (!Double.isFinite(number.doubleValue())) {
            refuse(at, "a number beyond the range of a double");
        } else if (number.isBigDecimal() && isTooSmall(number.decimalValue())) {
            refuse(at, "a number smaller than a double keeps");
        } else if (number.isIntegralNumber() && number.bigIntegerValue().abs().compareTo(EXACT) > 0) {
            refuse(at, "an integer beyond 2^53, which JSON readers round; write it as a string");
        } else if (number.isBigDecimal() && !keepsItsValue(number.decimalValue())) {
            refuse(at, "a number with more digits than a double keeps; write it as a string");
        }
    }

    /** Near zero a double loses digits, then everything; a zero of any scale is one, but may cost as much as it. */
    private static boolean isTooSmall(BigDecimal number) {
        return number.signum() == 0
                ? Math.abs((long) number.scale()) > LONGEST_ZERO
                : Math.abs(number.doubleValue()) < Double.MIN_NORMAL;
    }

    private static boolean keepsItsValue(BigDecimal number) {
        return number.precision() <= 17 || new BigDecimal(Double.toString(number.doubleValue())).compareTo(number) == 0;
    }

    private void refuse(Pointer at, String message) {
        violations.add(Violation.at(at.text(), message));
    }
}
