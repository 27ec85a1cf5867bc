package dev.gatehouse.policy;

/** May the author's job use this secret? The job must lie at or below the secret's namespace. */
public record SecretUseQuestion(Subject subject, SecretReference secret, JobName job) implements Question<UsePermit> {
    @Override
    public Permission permission() {
        return Permission.SECRET_USE;
    }

    @Override
    public Namespace namespace() {
        return secret.namespace();
    }
}
