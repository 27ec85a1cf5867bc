package dev.gatehouse.gateway.scim.schema;

import dev.gatehouse.gateway.scim.protocol.ScimFailure;

/** What texts have to be, so that the database can hold them. */
public final class DocumentText {
    private DocumentText() {}

    /** The text of the attribute, unless it cannot be stored. */
    static String stored(String text, String attribute) {
        if (!isStorable(text)) {
            throw ScimFailure.invalidValue(attribute + " has a character that no text has");
        }
        return text;
    }

    /** Whether the text has neither U+0000 nor half of a surrogate pair in it. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean pair = Character.isHighSurrogate(each)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (each == 0 || (Character.isSurrogate(each) && !pair)) {
                return false;
            }
            i += pair ? 1 : 0;
        }
        return true;
    }
}
