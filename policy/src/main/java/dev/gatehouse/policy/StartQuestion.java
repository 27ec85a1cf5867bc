package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.Optional;

/**
 * May this accepted execution begin now? The recorded question is asked again with live facts, and the author of the
 * job revision must still be allowed to use its secrets.
 *
 * @param recorded what was asked at acceptance, by the starter as it is now
 * @param author who wrote the job revision as they are now; present only where the job has secrets and the author is
 *     known
 * @param attempt which one would begin, from 1
 * @param approval of the start, where people gave one
 */
public record StartQuestion(
        ExecutionId execution,
        SubmitQuestion recorded,
        Optional<Subject> author,
        List<SecretReference> secrets,
        int attempt,
        Optional<Approval> approval)
        implements Question<StartPermit> {
    public StartQuestion {
        secrets = List.copyOf(secrets);
    }

    @Override
    public Subject subject() {
        return recorded.subject();
    }

    @Override
    public Permission permission() {
        return recorded.permission();
    }

    @Override
    public Namespace namespace() {
        return recorded.namespace();
    }
}
