package dev.gatehouse.policy;

/**
 * Would the subject have the permission there? It is asked to be told, and nothing is done.
 *
 * <p>What an act's own question may be denied for beside that, such as its inputs, is not known here: what depends on it is
 * left out. What would wait for people is not allowed.
 *
 * @param namespace the root for a permission that is asked at the root alone
 * @param name of what is asked about; empty where it is about no one thing
 */
public record CheckQuestion(Subject subject, Permission permission, Namespace namespace, String name)
        implements Question<CheckPermit> {
    public CheckQuestion {
        namespace = permission.isTenantWide() ? Namespace.ROOT : namespace;
    }

    /** One about no one thing. */
    public CheckQuestion(Subject subject, Permission permission, Namespace namespace) {
        this(subject, permission, namespace, "");
    }

    /** Whether it is about starting the one job of this name. */
    boolean isOfOneJob() {
        return permission.equals(Permission.EXECUTION_CREATE) && !name.isEmpty();
    }
}
