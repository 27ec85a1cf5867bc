package dev.gatehouse.policy;

import java.util.UUID;

/**
 * May the subject, a person, give up a lease that no store revokes?
 *
 * @param store the name of the store by which it was issued
 */
public record LeaseAbandonQuestion(Subject subject, String store, UUID lease) implements Question<LeaseAbandonPermit> {
    @Override
    public Permission permission() {
        return Permission.write("secretstore");
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
