package dev.gatehouse.gateway.scim.schema;

import dev.gatehouse.gateway.database.StorableText;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;

/** What texts have to be, so that the database can hold them. */
final class DocumentText {
    private DocumentText() {}

    /** The text of the attribute, unless it cannot be stored. */
    static String stored(String text, String attribute) {
        if (!StorableText.isStorable(text)) {
            throw ScimFailure.invalidValue(attribute + " has a character that no text has");
        }
        return text;
    }
}
