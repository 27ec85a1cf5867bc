package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.ResourceReadQuestion;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Says what keeps a resource from being deleted, and names only what the caller may read. */
@Singleton
final class Refusal {
    private static final int NAMED = 10;

    private final Kinds kinds;
    private final PolicyEngine policy;

    Refusal(Kinds kinds, PolicyEngine policy) {
        this.kinds = kinds;
        this.policy = policy;
    }

    ProblemException inUse(Subject subject, Kind kind, Needs needs) {
        List<String> reasons = new ArrayList<>();
        if (!needs.referrers().isEmpty()) {
            reasons.add("It is needed by " + named(subject, needs.referrers()) + "; delete or change those first.");
        }
        if (needs.executions() > 0) {
            reasons.add(needs.executions() + (needs.executions() == 1 ? " execution" : " executions")
                    + " of it did not end yet.");
        }
        if (needs.workers() > 0) {
            reasons.add(needs.workers() + (needs.workers() == 1 ? " worker serves" : " workers serve") + " it.");
        }
        if (needs.leases() > 0) {
            reasons.add("What was issued by it for " + needs.leases() + (needs.leases() == 1 ? " start" : " starts")
                    + " is not revoked yet.");
        }
        if (needs.referrers().isEmpty()) {
            reasons.add("With ?drain=true it takes nothing new and is deleted when they have ended.");
        }
        return new ProblemException(Problem.of(409, kind.word() + "_in_use", String.join(" ", reasons)));
    }

    private String named(Subject subject, List<ResourceKey> referrers) {
        List<String> names = referrers.stream()
                .filter(key -> mayRead(subject, key))
                .limit(NAMED)
                .map(this::name)
                .toList();
        int others = referrers.size() - names.size();
        String all = String.join(", ", names);
        if (others == 0) {
            return all;
        }
        return names.isEmpty() ? others + " that you may not read" : all + " and " + others + " more";
    }

    private String name(ResourceKey key) {
        Kind kind = kinds.word(key.kind()).orElseThrow();
        return kind.name() + " " + kind.fullName(key);
    }

    private boolean mayRead(Subject subject, ResourceKey key) {
        var question = new ResourceReadQuestion(subject, key.kind(), new Namespace(key.namespace()), key.name());
        return policy.decide(question) instanceof Decision.Allow<?>;
    }
}
