package dev.gatehouse.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why something was denied.
 *
 * @param code one of the constants here
 * @param message a sentence for the tenant's administrators
 * @param rule the rule that denied, where one did
 * @param nearMisses what would have allowed it, but for one thing: nearest first, and only a few
 * @param told what the rule's author says to whoever meets it; may be empty
 */
public record Reason(String code, String message, Optional<Rule> rule, List<NearMiss> nearMisses, String told) {
    /** No binding gives the subject a role with the permission there. */
    public static final String NO_MATCHING_ROLE = "no_matching_role";

    /** The subject's roles may allow it, but the token that it shows does not. */
    public static final String TOKEN_SCOPE = "token_scope";

    /** The subject's access has ended. */
    public static final String SUBJECT_ENDED = "subject_ended";

    /** Everything else holds, but a secret may not be used. */
    public static final String SECRET_FORBIDDEN = "secret_forbidden";

    /** Whoever acts as somebody else gives nobody access. */
    public static final String IMPERSONATED = "impersonated";

    /** The subject to act as may give access where the one who asks may not, or its access has ended. */
    public static final String TARGET_FORBIDDEN = "target_forbidden";

    /** A guardrail denies it. */
    public static final String GUARDRAIL = "guardrail";

    /** The condition of a guardrail could not be worked out, and so denies. */
    public static final String GUARDRAIL_FAILED = "guardrail_failed";

    /** It was approved, but by rules that are not those of now. */
    public static final String APPROVAL_DRIFTED = "approval_drifted";

    /** The act would give somebody what the subject does not hold itself. */
    public static final String ESCALATION = "escalation";

    /** A kill switch is set that stops it. */
    public static final String STOPPED = "stopped";

    /** It would wait for people to approve it, where only a yes or a no is asked for. */
    public static final String APPROVAL_REQUIRED = "approval_required";

    /** Whoever asks for something does not approve it. */
    public static final String OWN_REQUEST = "own_request";

    /** It cannot be told that who would approve something is another person than who asks for it. */
    public static final String VOTER_UNKNOWN = "voter_unknown";

    /** Others than this subject are asked to approve it. */
    public static final String NOT_AN_APPROVER = "not_an_approver";

    /** Only a person, and as themselves, does what somebody has to answer for. */
    public static final String PERSON_NEEDED = "person_needed";

    private static final Set<String> OF_THE_ACT = Set.of(GUARDRAIL, GUARDRAIL_FAILED, APPROVAL_DRIFTED, STOPPED);

    public Reason {
        nearMisses = List.copyOf(nearMisses);
    }

    /** One that nothing came near to. */
    public Reason(String code, String message, Optional<Rule> rule) {
        this(code, message, rule, List.of(), "");
    }

    /** Whether it says something of what is asked for, or of the time, and nothing of what the subject may. */
    public boolean isOfTheAct() {
        return OF_THE_ACT.contains(code);
    }

    static Reason of(String code, String message) {
        return new Reason(code, message, Optional.empty());
    }
}
