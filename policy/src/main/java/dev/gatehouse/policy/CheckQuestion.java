package dev.gatehouse.policy;

/**
 * Would the subject have the permission there? It is asked to be told, and nothing is done.
 *
 * <p>It is about roles and the scope of the token alone: what else an act's own question may be denied for, such as its
 * inputs, is not known here.
 *
 * @param namespace the root for a permission that is asked at the root alone
 */
public record CheckQuestion(Subject subject, Permission permission, Namespace namespace)
        implements Question<CheckPermit> {
    public CheckQuestion {
        namespace = permission.isTenantWide() ? Namespace.ROOT : namespace;
    }
}
