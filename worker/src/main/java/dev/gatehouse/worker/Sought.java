package dev.gatehouse.worker;

import java.util.List;

/** What the values of secrets are found by in a text. Immutable, so any number of readers may share it. */
record Sought(Beginnings beginnings, ByteMatcher needles, ByteMatcher literals) {
    static Sought of(List<byte[]> values) {
        SecretNeedles secrets = SecretNeedles.of(values);
        return new Sought(
                new Beginnings(secrets.beginnings()),
                new ByteMatcher(secrets.needles()),
                new ByteMatcher(secrets.literals()));
    }

    boolean isNothing() {
        return needles.isEmpty() && literals.isEmpty();
    }
}
