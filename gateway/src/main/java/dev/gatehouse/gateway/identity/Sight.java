package dev.gatehouse.gateway.identity;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicyEngine;
import java.util.HashMap;
import java.util.Map;

/**
 * What of a list is shown: all that its permit reaches, or, where rules differ within it, what policy allows. Policy is then
 * asked once for each namespace, or for each name where a rule goes by names. For one page and one thread.
 */
public final class Sight {
    private final PolicyEngine policy;
    private final ListPermit permit;
    private final Map<Looked, Boolean> known = new HashMap<>();

    Sight(PolicyEngine policy, ListPermit permit) {
        this.policy = policy;
        this.permit = permit;
    }

    private record Looked(Namespace namespace, String name) {}

    /** Whether it shows all that there is. */
    public boolean isWhole() {
        return permit.reach() == ListPermit.Reach.ALL;
    }

    /**
     * Whether what lies there under that name is shown.
     *
     * @throws dev.gatehouse.gateway.problem.ProblemException 503 when policy cannot be asked
     */
    public boolean shows(Namespace namespace, String name) {
        return switch (permit.reach()) {
            case ALL -> true;
            case BY_NAMESPACE -> known.computeIfAbsent(new Looked(namespace, ""), _ -> asked(namespace, name));
            case BY_NAME -> known.computeIfAbsent(new Looked(namespace, name), _ -> asked(namespace, name));
        };
    }

    private boolean asked(Namespace namespace, String name) {
        return switch (policy.decide(permit.toSee(namespace, name))) {
            case Decision.Allow<ListPermit> _ -> true;
            case Decision.Deny<ListPermit> _, Decision.ApprovalRequired<ListPermit> _ -> false;
            case Decision.Unavailable<ListPermit> _ -> throw Permits.unavailable();
        };
    }
}
