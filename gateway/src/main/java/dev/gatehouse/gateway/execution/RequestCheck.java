package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.JobInputs;
import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.job.LaunchRules;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.WorkerGroups;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Holds a request against the job it wants to start, and makes of it the question for policy. */
@Singleton
final class RequestCheck {
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final JobInputs inputs;
    private final WorkerGroups groups;
    private final ObjectMapper json;

    RequestCheck(JobInputs inputs, WorkerGroups groups, ObjectMapper json) {
        this.inputs = inputs;
        this.groups = groups;
        this.json = json;
    }

    /** Ends the request with 422 or 413 where the job does not take the inputs or the launch options. */
    SubmitQuestion question(Subject subject, JobVersion job, ExecutionRequest request) {
        ObjectNode complete =
                switch (inputs.check(job.reference().id(), job.reference().revision(), job.spec(), request.inputs())) {
                    case JobInputs.Checked.Valid(ObjectNode valid) -> valid;
                    case JobInputs.Checked.Invalid(List<Violation> violations) ->
                        throw refuse("inputs_invalid", "The job does not take these inputs.", "/inputs", violations);
                };
        if (JobLaunch.filled(job.spec(), complete) > JobLaunch.MAX_FILLED) {
            throw new ProblemException(Problem.of(
                    413,
                    "inputs_too_large",
                    "In all the places where the job fills these inputs in, they come to over 4 MiB."));
        }
        List<Violation> violations = violations(subject.tenant(), job.spec(), request.launch());
        if (!violations.isEmpty()) {
            throw refuse("launch_invalid", "The job does not take these launch options.", "/launch", violations);
        }
        return new SubmitQuestion(
                subject,
                job.reference(),
                json.convertValue(complete, MEMBERS),
                request.launch(),
                job.secrets(),
                job.spec().usesSecrets() && LaunchRules.overrides(request.launch()),
                JobLaunch.workerGroup(job.spec(), request.launch()),
                request.revision().isPresent(),
                RunPlan.of(job, complete, request.launch(), subject.id()));
    }

    /** Nobody would ever claim work for a group that is not declared. */
    private List<Violation> violations(String tenant, JobSpec spec, LaunchOptions launch) {
        List<Violation> violations = LaunchRules.violations(spec, launch);
        if (!violations.isEmpty()) {
            return violations;
        }
        return launch.workerGroup()
                .filter(group -> !groups.has(tenant, group))
                .map(_ -> List.of(Violation.at("/workerGroup", "there is no such worker group")))
                .orElse(List.of());
    }

    private static ProblemException refuse(String code, String detail, String member, List<Violation> violations) {
        return new ProblemException(Problem.of(422, code, detail)
                .withViolations(violations.stream()
                        .map(each -> Violation.at(member + each.pointer(), each.message()))
                        .toList()));
    }
}
