package dev.gatehouse.gateway.scim.protocol;

/** The {@code scimType} of an error (RFC 7644, table 9). */
public enum ErrorType {
    INVALID_FILTER("invalidFilter"),
    TOO_MANY("tooMany"),
    UNIQUENESS("uniqueness"),
    MUTABILITY("mutability"),
    INVALID_SYNTAX("invalidSyntax"),
    INVALID_PATH("invalidPath"),
    NO_TARGET("noTarget"),
    INVALID_VALUE("invalidValue"),
    SENSITIVE("sensitive"),

    /** RFC 9865, table 3. */
    INVALID_CURSOR("invalidCursor"),
    INVALID_COUNT("invalidCount");

    private final String text;

    ErrorType(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
