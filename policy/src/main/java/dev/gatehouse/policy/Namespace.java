package dev.gatehouse.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A dotted path inside a tenant, such as {@code acme.data.etl}. What is granted on one reaches its children;
 * {@link #ROOT} is every namespace's parent.
 */
public record Namespace(String path) {
    public static final Namespace ROOT = new Namespace("root");

    /** How one is written, for whoever wrote something else. */
    public static final String FORM =
            "a namespace is names with dots between them, such as acme.data: lower-case letters, digits and inner hyphens";

    private static final int MAX_LENGTH = 253;

    public Namespace {
        if (!wellFormed(path)) {
            throw new IllegalArgumentException("not a namespace");
        }
    }

    /** The namespace that the text names, or nothing when it is not a dotted path of labels. */
    public static Optional<Namespace> parse(String text) {
        return wellFormed(text) ? Optional.of(new Namespace(text)) : Optional.empty();
    }

    private static boolean wellFormed(String path) {
        return path.length() <= MAX_LENGTH
                && !path.startsWith("root.")
                && Arrays.stream(path.split("\\.", -1)).allMatch(Label::isLabel);
    }

    /** Whether the other is this namespace or lies below it. */
    public boolean covers(Namespace other) {
        return isRoot() || path.equals(other.path) || other.path.startsWith(path + ".");
    }

    public boolean isRoot() {
        return path.equals("root");
    }

    /** The next namespace upwards; the root is its own parent. */
    public Namespace parent() {
        return new Namespace(above(path));
    }

    /** The path of the next namespace upwards, without the cost of checking what is known to be one. */
    static String above(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "root" : path.substring(0, dot);
    }

    /** This namespace and all above it: nearest first, the root last. */
    public List<Namespace> ancestry() {
        var line = new ArrayList<Namespace>();
        for (Namespace each = this; !each.isRoot(); each = each.parent()) {
            line.add(each);
        }
        line.add(ROOT);
        return List.copyOf(line);
    }

    @Override
    public String toString() {
        return path;
    }
}
