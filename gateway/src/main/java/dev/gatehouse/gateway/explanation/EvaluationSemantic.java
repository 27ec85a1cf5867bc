package dev.gatehouse.gateway.explanation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a list of evaluations is answered (AuthZEN 1.0, section 7.1.2.1). */
enum EvaluationSemantic {
    EXECUTE_ALL,
    DENY_ON_FIRST_DENY,
    PERMIT_ON_FIRST_PERMIT;

    static Optional<EvaluationSemantic> parse(String text) {
        return Arrays.stream(values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    /** Whether nothing after this decision is answered. */
    boolean isOverAfter(boolean decision) {
        return switch (this) {
            case EXECUTE_ALL -> false;
            case DENY_ON_FIRST_DENY -> !decision;
            case PERMIT_ON_FIRST_PERMIT -> decision;
        };
    }
}
