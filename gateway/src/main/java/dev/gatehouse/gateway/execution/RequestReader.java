package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LaunchOptions;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads requests for executions: one strict JSON object, every mistake named by its place. Thread-safe. */
@Singleton
final class RequestReader {
    static final int MAX_INPUTS = 256 << 10;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * The request in the body.
     *
     * @param keys the caller's names for it: none or one
     */
    ExecutionRequest read(byte @Nullable [] body, List<String> keys) throws JsonProcessingException {
        StrictJson json = StrictJson.read(body == null ? new byte[0] : body);
        var members = new Members(json.document());
        Optional<JobName> job = members.text("job").flatMap(name -> jobName(name, members));
        Optional<Long> revision = members.positive("revision");
        ObjectNode inputs = members.object("inputs").orElseGet(JsonNodeFactory.instance::objectNode);
        LaunchOptions launch = members.member("launch").map(LaunchReader::read).orElse(LaunchOptions.NONE);
        members.require("job");
        members.finish();
        if (!members.violations().isEmpty() || job.isEmpty()) {
            throw StrictJson.invalid(members.violations());
        }
        if (isTooLarge(inputs, json)) {
            throw new ProblemException(Problem.of(
                    413, "inputs_too_large", "The inputs are over 256 KiB. Pass a place to read them from."));
        }
        Optional<IdempotencyKey> named =
                key(keys).map(word -> new IdempotencyKey(word, fingerprint(job.get(), json.text())));
        return new ExecutionRequest(job.get(), revision, inputs, launch, named);
    }

    /** Written out again, inputs are hardly longer than the body they were in. */
    private static boolean isTooLarge(ObjectNode inputs, StrictJson body) {
        return body.text().length() > MAX_INPUTS / 8
                && inputs.toString().getBytes(StandardCharsets.UTF_8).length > MAX_INPUTS;
    }

    private static Optional<JobName> jobName(String name, Members members) {
        Optional<JobName> job = JobName.parse(name);
        if (job.isEmpty()) {
            members.refuse("job", "not the name of a job: namespace/name");
        }
        return job;
    }

    /** A key that is there but is none would let the caller believe that a repeat is safe. */
    private static Optional<String> key(List<String> keys) {
        if (keys.size() > 1 || !keys.stream().allMatch(KEY.asMatchPredicate())) {
            throw new ProblemException(Problem.of(
                    400,
                    "malformed_idempotency_key",
                    "There is one Idempotency-Key, and it has 1 to 255 visible ASCII characters."));
        }
        return keys.stream().findFirst();
    }

    private static String fingerprint(JobName job, String body) {
        return CanonicalHash.ofText(job + "\n" + CanonicalHash.of(body));
    }
}
