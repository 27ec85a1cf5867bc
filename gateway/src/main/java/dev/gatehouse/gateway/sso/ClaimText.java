package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A claim of a stranger's token that becomes a text here, such as somebody's name: one line of at most 256 characters, not
 * blank, and without control characters.
 */
public final class ClaimText {
    private static final int LONGEST = 256;

    private ClaimText() {}

    /** The claim's text; nothing where it is none of this kind. */
    public static Optional<String> of(JsonNode claim) {
        return Optional.ofNullable(claim.textValue()).filter(ClaimText::isOne);
    }

    /** Whether the text is of this kind. */
    public static boolean isOne(String text) {
        return !text.isBlank() && text.length() <= LONGEST && text.codePoints().allMatch(ClaimText::isOfALine);
    }

    private static boolean isOfALine(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
