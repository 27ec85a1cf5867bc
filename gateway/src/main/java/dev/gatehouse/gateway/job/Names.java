package dev.gatehouse.gateway.job;

/** The forms of names, as regular expressions. */
final class Names {
    static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    static final String NAMESPACE = LABEL + "(?:\\." + LABEL + ")*";

    private Names() {}
}
