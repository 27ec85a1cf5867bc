package dev.gatehouse.policy;

import java.util.List;
import java.util.UUID;

/**
 * The answer to a question.
 *
 * @param <P> the permit of the act that was asked for
 */
public sealed interface Decision<P extends Permit> {
    /** Which of the four it is, in the one word that spans and metrics have for it. */
    default String outcome() {
        return switch (this) {
            case Allow<P> _ -> "allow";
            case Deny<P> _ -> "deny";
            case ApprovalRequired<P> _ -> "approval_required";
            case Unavailable<P> _ -> "unavailable";
        };
    }

    /** Policy allows the act, and the permit proves it. */
    record Allow<P extends Permit>(P permit) implements Decision<P> {}

    /** Policy denies the act, for reasons that are never empty. */
    record Deny<P extends Permit>(UUID decision, long tenantRevision, String policyDigest, List<Reason> reasons)
            implements Decision<P> {
        public Deny {
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a denial without a reason");
            }
            reasons = List.copyOf(reasons);
        }

        /** Whether nothing but this code speaks against the act. */
        public boolean isOnly(String code) {
            return reasons.stream().allMatch(reason -> reason.code().equals(code));
        }

        /** The rules that denied. */
        public List<Rule> rules() {
            return reasons.stream()
                    .flatMap(reason -> reason.rule().stream())
                    .distinct()
                    .toList();
        }

        /** What would have allowed it, but for one thing. */
        public List<NearMiss> nearMisses() {
            return reasons.stream()
                    .flatMap(reason -> reason.nearMisses().stream())
                    .distinct()
                    .toList();
        }
    }

    /** Policy allows the act once people have approved it. */
    record ApprovalRequired<P extends Permit>(ProposePermit permit) implements Decision<P> {}

    /**
     * Policy cannot be asked: it neither permits nor condemns.
     *
     * @param cause {@code policy_unknown}, {@code policy_stale} or {@code subject_stale}
     */
    record Unavailable<P extends Permit>(String cause) implements Decision<P> {}
}
