package dev.gatehouse.gateway.directory;

/**
 * How the names begin that are wanted. As a range of code points, for that an index finds whatever the parameters are when
 * the statement is planned.
 *
 * @param from the first text that begins so
 * @param to a text after every one that begins so
 */
record NamePrefix(String from, String to) {
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    static NamePrefix of(String text) {
        return new NamePrefix(text, text + LAST_CHARACTER);
    }
}
