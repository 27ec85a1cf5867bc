package dev.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;

/** May the author's job use this secret? The job must lie at or below the secret's namespace. */
public record SecretUseQuestion(Subject subject, SecretReference secret, JobName job) implements Question<UsePermit> {
    /**
     * The uses that a run would be: of its author, who answers for them, and of whoever overrides what such a job does. What
     * rules say of a use may be something else than when the job was declared.
     */
    static List<SecretUseQuestion> within(Question<?> question) {
        return switch (question) {
            case SubmitQuestion submit
            when submit.overridesSecretJob() ->
                of(submit.subject(), submit.secrets(), submit.job().name());
            case StartQuestion start -> {
                var uses = new ArrayList<>(within(start.recorded()));
                uses.addAll(ofAuthor(start));
                yield uses;
            }
            default -> List.of();
        };
    }

    /** Those of the author alone; none where nobody knows who that is. */
    static List<SecretUseQuestion> ofAuthor(StartQuestion start) {
        return start.author()
                .map(author ->
                        of(author, start.secrets(), start.recorded().job().name()))
                .orElse(List.of());
    }

    private static List<SecretUseQuestion> of(Subject subject, List<SecretReference> secrets, JobName job) {
        return secrets.stream()
                .map(secret -> new SecretUseQuestion(subject, secret, job))
                .toList();
    }

    @Override
    public Permission permission() {
        return Permission.SECRET_USE;
    }

    @Override
    public Namespace namespace() {
        return secret.namespace();
    }
}
