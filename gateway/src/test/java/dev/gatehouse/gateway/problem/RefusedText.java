package dev.gatehouse.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

/** The text of a refusal: each names a decision of its own, and has nothing else of its own. */
public final class RefusedText {
    private static final String DECISION = "\"decision\":\"[0-9a-f-]{36}\"";

    private RefusedText() {}

    /** The text without the decision that it names. */
    public static String withoutItsDecision(String body) {
        assertThat(body).containsPattern(DECISION);
        return body.replaceFirst(DECISION, "");
    }
}
