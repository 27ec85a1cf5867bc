package dev.gatehouse.gateway.retention;

/**
 * What one batch came to.
 *
 * @param seen how many were looked at; none means that nothing older is left
 * @param deleted how many rows are gone
 */
record Swept(int seen, long deleted) {
    static final Swept NOTHING = new Swept(0, 0);
}
