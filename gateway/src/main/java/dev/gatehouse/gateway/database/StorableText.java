package dev.gatehouse.gateway.database;

/** Which texts the database holds: those of whole characters, without U+0000. */
public final class StorableText {
    private StorableText() {}

    /** Whether the text has neither U+0000 nor half of a surrogate pair in it. */
    public static boolean isStorable(String text) {
        return text.codePoints().noneMatch(point -> point == 0 || Character.getType(point) == Character.SURROGATE);
    }
}
