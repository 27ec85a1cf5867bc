package dev.gatehouse.policy;

import java.util.List;
import java.util.Map;

/**
 * Leave to start one pinned job revision with exactly these inputs and launch options.
 *
 * <p>Next on the tour: {@code Acceptance}.
 */
public final class SubmitPermit implements Permit {
    private final SubmitQuestion question;
    private final Grounds grounds;

    SubmitPermit(SubmitQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public SubmitQuestion question() {
        return question;
    }

    public JobReference job() {
        return question.job();
    }

    public Map<String, Object> inputs() {
        return question.inputs();
    }

    public LaunchOptions launch() {
        return question.launch();
    }

    public List<SecretReference> secrets() {
        return question.secrets();
    }

    @Override
    public Subject subject() {
        return question.subject();
    }

    @Override
    public Grounds grounds() {
        return grounds;
    }
}
