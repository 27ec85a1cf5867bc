package dev.gatehouse.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * May the subject start this job revision, with these inputs and options?
 *
 * @param inputs JSON as maps, lists, strings, numbers, booleans and nulls
 * @param secrets what the job uses
 * @param overridesSecretJob whether the launch changes something of a job that uses secrets, which takes
 *     {@code secret:use} of the one who starts it
 * @param workerGroup where it is to run: the launch's wish, else the job's
 * @param pinned whether the request names the revision
 * @param run what a worker would be given; asked for only where a rule reads it
 */
public record SubmitQuestion(
        Subject subject,
        JobReference job,
        Map<String, Object> inputs,
        LaunchOptions launch,
        List<SecretReference> secrets,
        boolean overridesSecretJob,
        String workerGroup,
        boolean pinned,
        Supplier<PlannedRun> run)
        implements Question<SubmitPermit> {
    public SubmitQuestion {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        secrets = List.copyOf(secrets);
    }

    /** The same question, asked with the subject's facts of another moment. */
    public SubmitQuestion by(Subject live) {
        return new SubmitQuestion(live, job, inputs, launch, secrets, overridesSecretJob, workerGroup, pinned, run);
    }

    /** The same question about a run in this worker group. */
    public SubmitQuestion in(String group) {
        return new SubmitQuestion(subject, job, inputs, launch, secrets, overridesSecretJob, group, pinned, run);
    }

    @Override
    public Permission permission() {
        return Permission.EXECUTION_CREATE;
    }

    @Override
    public Namespace namespace() {
        return job.name().namespace();
    }

    /** Without inputs and launch options, which may be nobody's business. */
    @Override
    public String toString() {
        return "SubmitQuestion[subject=" + subject.id() + ", job=" + job.name() + "@" + job.revision() + "]";
    }
}
