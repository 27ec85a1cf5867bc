package dev.gatehouse.policy;

import java.util.Optional;

/** The full name of a job, written {@code namespace/name}. */
public record JobName(Namespace namespace, String name) {
    public JobName {
        if (!Label.isLabel(name)) {
            throw new IllegalArgumentException("not a job name");
        }
    }

    /** The job that {@code namespace/name} names, or nothing when the text has another form. */
    public static Optional<JobName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String name = text.substring(slash + 1);
        return Label.isLabel(name)
                ? Namespace.parse(text.substring(0, slash)).map(namespace -> new JobName(namespace, name))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
