package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.JsonBounds;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LaunchOptions;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

    private final JsonMapper json = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * The request in the body.
     *
     * @param key the caller's name for it, if any
     */
    ExecutionRequest read(byte @Nullable [] body, @Nullable String key) throws JsonProcessingException {
        String text = text(body == null ? new byte[0] : body);
        JsonNode document = json.readTree(text);
        List<Violation> unstorable = JsonBounds.violations(document);
        if (!unstorable.isEmpty()) {
            throw invalid(unstorable);
        }
        var members = new Members(document);
        Optional<JobName> job = members.text("job").flatMap(name -> jobName(name, members));
        Optional<Long> revision = members.positive("revision");
        ObjectNode inputs = members.object("inputs").orElseGet(json::createObjectNode);
        LaunchOptions launch = members.member("launch").map(LaunchReader::read).orElse(LaunchOptions.NONE);
        members.require("job");
        members.finish();
        if (!members.violations().isEmpty() || job.isEmpty()) {
            throw invalid(members.violations());
        }
        if (inputs.toString().getBytes(StandardCharsets.UTF_8).length > MAX_INPUTS) {
            throw new ProblemException(Problem.of(
                    413, "inputs_too_large", "The inputs are over 256 KiB. Pass a place to read them from."));
        }
        Optional<IdempotencyKey> named =
                Optional.ofNullable(key).map(word -> new IdempotencyKey(checked(word), fingerprint(job.get(), text)));
        return new ExecutionRequest(job.get(), revision, inputs, launch, named);
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new ProblemException(Problem.of(400, "malformed_json", "The body is not UTF-8."));
        }
    }

    private static Optional<JobName> jobName(String name, Members members) {
        Optional<JobName> job = JobName.parse(name);
        if (job.isEmpty()) {
            members.refuse("job", "not the name of a job: namespace/name");
        }
        return job;
    }

    private static String checked(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new ProblemException(Problem.of(
                    400, "malformed_idempotency_key", "An Idempotency-Key has 1 to 255 visible ASCII characters."));
        }
        return key;
    }

    private static String fingerprint(JobName job, String body) {
        return CanonicalHash.ofText(job + "\n" + CanonicalHash.of(body));
    }

    static ProblemException invalid(List<Violation> violations) {
        return new ProblemException(Problem.of(422, "body_invalid", "The body does not have the expected shape.")
                .withViolations(violations));
    }
}
