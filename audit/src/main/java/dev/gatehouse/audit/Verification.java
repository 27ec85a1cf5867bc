package dev.gatehouse.audit;

/** What a verifier says. */
public sealed interface Verification<T> {
    /** Everything holds. */
    record Valid<T>(T proven) implements Verification<T> {}

    /** Something does not. */
    record Invalid<T>(Finding finding) implements Verification<T> {}
}
