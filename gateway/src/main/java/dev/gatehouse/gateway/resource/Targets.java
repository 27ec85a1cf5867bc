package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the paths of resources; what can be none is a 404. Thread-safe. */
@Singleton
final class Targets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{1,253}");
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");

    private final Kinds kinds;

    Targets(Kinds kinds) {
        this.kinds = kinds;
    }

    Kind kind(String plural) {
        return kinds.plural(plural)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "unknown_kind", "There is no such kind; there are " + kinds.plurals() + ".")));
    }

    /** A tenant-scoped resource. */
    Target of(String plural, String name) {
        return target(kind(plural), false, Namespace.ROOT.path(), name);
    }

    /** A resource in a namespace. */
    Target of(String plural, String namespace, String name) {
        return target(kind(plural), true, namespace, name);
    }

    static Namespace namespace(String path) {
        return Namespace.parse(path).orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private static Target target(Kind kind, boolean namespaced, String namespace, String name) {
        if (kind.namespaced() != namespaced || !NAME.matcher(name).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        return new Target(kind, namespace(namespace), name);
    }

    /** The number of a revision, or nothing when the text is none. */
    static Optional<Long> revision(String text) {
        return REVISION.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** The number of the revision that a path names. */
    static long requireRevision(String text) {
        return revision(text).orElseThrow(() -> new ProblemException(Problem.notFound()));
    }
}
