package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.Map;

/** Leave to begin one accepted execution and to resolve exactly these secrets for it. */
public final class StartPermit implements Permit {
    private final StartQuestion question;
    private final Grounds grounds;

    StartPermit(StartQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public ExecutionId execution() {
        return question.execution();
    }

    public List<SecretReference> secrets() {
        return question.secrets();
    }

    public JobReference job() {
        return question.recorded().job();
    }

    public Map<String, Object> inputs() {
        return question.recorded().inputs();
    }

    public LaunchOptions launch() {
        return question.recorded().launch();
    }

    /** The one who started it. */
    @Override
    public Subject subject() {
        return question.subject();
    }

    @Override
    public Grounds grounds() {
        return grounds;
    }
}
