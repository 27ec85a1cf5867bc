package dev.gatehouse.policy;

import java.util.List;

/**
 * Leave to put one start before the people who may approve it; it is not leave to start anything.
 *
 * <p>Its grounds are those that a {@link SubmitPermit} would have had, with the rules that want approval among them.
 */
public final class ProposePermit {
    private final SubmitQuestion question;
    private final Grounds grounds;
    private final List<ApprovalRule> rules;

    ProposePermit(SubmitQuestion question, Grounds grounds, List<ApprovalRule> rules) {
        this.question = question;
        this.grounds = grounds;
        this.rules = List.copyOf(rules);
    }

    /** What would be started. */
    public SubmitQuestion question() {
        return question;
    }

    public Grounds grounds() {
        return grounds;
    }

    /** What has to be fulfilled before it may start, never empty. */
    public List<ApprovalRule> rules() {
        return rules;
    }
}
