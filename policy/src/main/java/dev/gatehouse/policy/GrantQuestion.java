package dev.gatehouse.policy;

/**
 * Does the subject hold all that an act would give to somebody? It is asked beside the question about the act itself, and
 * holds only where the subject has every permission there: without a condition, and within the scope of its token.
 *
 * @param permission what the act takes, which gives access
 */
public record GrantQuestion(Subject subject, Permission permission, GivenAccess access)
        implements Question<GrantPermit> {
    public GrantQuestion {
        if (!permission.givesAccess()) {
            throw new IllegalArgumentException("not a permission that gives access");
        }
    }

    @Override
    public Namespace namespace() {
        return access.namespace();
    }
}
