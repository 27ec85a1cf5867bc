package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Sight;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Holding;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where somebody may list approvals: who decides in some places only need not say in which. Thread-safe; what it answers is
 * for one page and one thread.
 */
@Singleton
final class ApprovalPlaces {
    private final PolicyEngine policy;
    private final TenantPolicies policies;
    private final Permits permits;

    ApprovalPlaces(PolicyEngine policy, TenantPolicies policies, Permits permits) {
        this.policy = policy;
        this.policies = policies;
        this.permits = permits;
    }

    /** One place, with all below it. */
    record Place(ListPermit permit, Sight sight) {
        boolean shows(JobName job) {
            return permit.namespace().covers(job.namespace()) && sight.shows(job.namespace(), job.name());
        }
    }

    /**
     * The namespace as a whole; else each within it in which something is given to the subject, as far as it may decide there.
     *
     * @throws dev.gatehouse.gateway.problem.ProblemException 403 when it may nowhere; 503 when policy cannot be asked
     */
    List<Place> of(Subject subject, Namespace below) {
        var whole = question(subject, below);
        List<Place> places =
                allowed(whole).map(permit -> List.of(place(permit))).orElseGet(() -> parts(subject, below));
        // Asked once more, so that a denial is recorded as everywhere.
        return places.isEmpty() ? List.of(place(permits.obtain(whole))) : places;
    }

    private List<Place> parts(Subject subject, Namespace below) {
        var principals = new HashSet<>(subject.groups());
        principals.add(subject.id());
        return policies.holdings(subject.tenant(), principals).orElseThrow(Permits::unavailable).stream()
                .map(Holding::namespace)
                .distinct()
                .filter(below::covers)
                .flatMap(part -> allowed(question(subject, part)).stream())
                .map(this::place)
                .toList();
    }

    private Optional<ListPermit> allowed(ListQuestion question) {
        return switch (policy.decide(question)) {
            case Decision.Allow<ListPermit>(ListPermit permit) -> Optional.of(permit);
            case Decision.Deny<ListPermit> _, Decision.ApprovalRequired<ListPermit> _ -> Optional.empty();
            case Decision.Unavailable<ListPermit> _ -> throw Permits.unavailable();
        };
    }

    private static ListQuestion question(Subject subject, Namespace below) {
        return new ListQuestion(subject, Permission.APPROVAL_DECIDE, below);
    }

    private Place place(ListPermit permit) {
        return new Place(permit, permits.sight(permit));
    }
}
