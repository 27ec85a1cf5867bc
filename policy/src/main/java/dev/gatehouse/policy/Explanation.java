package dev.gatehouse.policy;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Why something was denied, in words and in two forms.
 *
 * @param decision that denied it
 * @param forUser what whoever asked may hear: what was missing, and nothing of any rule, of others, or of what exists
 * @param forAdministrators every reason, and after it what nearly allowed it: it names rules, groups and namespaces
 */
public record Explanation(UUID decision, String forUser, List<String> forAdministrators) {
    public Explanation {
        forAdministrators = List.copyOf(forAdministrators);
    }

    /** That of a denied question. */
    public static Explanation of(Question<?> question, Decision.Deny<?> deny) {
        return new Explanation(
                deny.decision(),
                forUser(question, deny.reasons().getFirst()),
                deny.reasons().stream()
                        .flatMap(reason -> Stream.concat(
                                Stream.of(reason.message()),
                                reason.nearMisses().stream().map(NearMiss::sentence)))
                        .toList());
    }

    /** The words stand here by code, and are never a reason's own message: that is for administrators. */
    private static String forUser(Question<?> question, Reason reason) {
        String what = question.permission() + " in " + question.namespace();
        return switch (reason.code()) {
            case Reason.NO_MATCHING_ROLE -> "None of your roles gives you " + what + ".";
            case Reason.TOKEN_SCOPE -> "The scope of your token leaves you no " + what + ".";
            case Reason.SUBJECT_ENDED -> "The access has ended.";
            case Reason.SECRET_FORBIDDEN -> "It takes a secret that may not be used for it.";
            case Reason.IMPERSONATED -> "Whoever acts as somebody else has no " + what + ".";
            case Reason.TARGET_FORBIDDEN -> "You may not act as this subject.";
            case Reason.ESCALATION -> "Nobody gives what they do not hold themselves.";
            case Reason.APPROVAL_REQUIRED -> "People have to approve " + what + " first.";
            case Reason.STOPPED -> "An administrator has stopped it with a kill switch.";
            default -> reason.told().isEmpty() ? "A rule of your organisation denies " + what + "." : reason.told();
        };
    }
}
