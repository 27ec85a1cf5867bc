package dev.gatehouse.policy;

/** A tenant's policy holds a rule that cannot be read, so that nobody knows what it allows. */
public final class UnreadablePolicy extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param what cannot be read, without what it holds */
    public UnreadablePolicy(String what) {
        super("A tenant's policy cannot be read: " + what);
    }
}
