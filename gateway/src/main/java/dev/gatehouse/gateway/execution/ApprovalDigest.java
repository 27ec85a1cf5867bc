package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/**
 * What people approve, as one number: hex SHA-256 over the canonical form of who asks, the execution, the pinned revision of
 * the job, its inputs, launch options and secrets, and the revisions of the rules that want the approval. Thread-safe.
 */
@Singleton
final class ApprovalDigest {
    private static final int VERSION = 1;
    private static final List<String> OF_THE_RUN = List.of("job", "inputs", "launch", "secrets");
    private static final List<String> OF_WHO_ASKS = List.of("id", "impersonator");

    private final QuestionDocument document;
    private final ObjectMapper json;

    ApprovalDigest(QuestionDocument document, ObjectMapper json) {
        this.document = document;
        this.json = json;
    }

    String of(ExecutionId execution, SubmitQuestion question, Collection<Rule> rules) {
        return of(question.subject().tenant(), execution, json.valueToTree(document.write(question)), rules);
    }

    /** The same of the recorded form of the question. */
    String of(String tenant, ExecutionId execution, JsonNode question, Collection<Rule> rules) {
        ObjectNode bound = json.createObjectNode().put("v", VERSION);
        bound.put("tenant", tenant).put("execution", execution.toString());
        ObjectNode subject = bound.putObject("subject");
        OF_WHO_ASKS.forEach(name -> copy(question.path("subject"), name, subject));
        OF_THE_RUN.forEach(name -> copy(question, name, bound));
        rules.stream().map(Rule::toString).sorted().forEach(bound.putArray("rules")::add);
        try {
            return CanonicalHash.of(json.writeValueAsString(bound));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that is not JSON", impossible);
        }
    }

    private static void copy(JsonNode from, String name, ObjectNode to) {
        if (from.has(name)) {
            to.set(name, from.get(name));
        }
    }
}
