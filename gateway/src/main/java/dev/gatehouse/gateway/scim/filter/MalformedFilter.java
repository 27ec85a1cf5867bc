package dev.gatehouse.gateway.scim.filter;

/** A filter or path that cannot be read: where, and what was expected there. An answer, so it has no stack trace. */
public final class MalformedFilter extends RuntimeException {
    MalformedFilter(int position, String expected) {
        super("at character " + (position + 1) + ", " + expected, null, false, false);
    }

    MalformedFilter(String problem) {
        super(problem, null, false, false);
    }
}
