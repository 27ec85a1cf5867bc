package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Deny;
import java.util.List;
import java.util.UUID;

/** One tenant's policy, ready to be asked. Immutable. */
final class CompiledPolicy {
    private final long revision;

    private CompiledPolicy(long revision) {
        this.revision = revision;
    }

    static CompiledPolicy compile(PolicySource source) {
        return new CompiledPolicy(source.revision());
    }

    long revision() {
        return revision;
    }

    <P extends Permit> Decision<P> decide(Question<P> question, UUID decision) {
        return new Deny<>(
                decision,
                revision,
                "",
                List.of(Reason.of(Reason.NO_MATCHING_ROLE, question.permission().toString())));
    }
}
