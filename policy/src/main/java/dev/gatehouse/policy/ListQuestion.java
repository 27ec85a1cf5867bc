package dev.gatehouse.policy;

import java.util.Optional;

/**
 * May the subject list what the permission reads, in this namespace and below?
 *
 * @param item the name of the one thing there that is asked about, where the list as a whole is not
 */
public record ListQuestion(Subject subject, Permission permission, Namespace namespace, Optional<String> item)
        implements Question<ListPermit> {

    /** About all that lies there. */
    public ListQuestion(Subject subject, Permission permission, Namespace namespace) {
        this(subject, permission, namespace, Optional.empty());
    }
}
