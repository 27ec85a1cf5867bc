package dev.gatehouse.gateway.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.explanation.Evaluation.Entity;
import dev.gatehouse.gateway.explanation.EvaluationBatch.Item;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of AuthZEN 1.0. What pertains to the whole of one is a 400; what is wrong with one of several evaluations
 * denies that one. Properties and contexts are read over: no rule of ours sees them.
 */
final class EvaluationReader {
    /** So many evaluations come in one request at most. */
    static final int MOST = 100;

    private static final List<String> MEMBERS = List.of("subject", "action", "resource", "context");
    private static final String A_TEXT = "a text that is not empty";

    private EvaluationReader() {}

    /** @throws ProblemException 400 with every mistake */
    static Evaluation evaluation(@Nullable JsonNode body) {
        List<Violation> violations = new ArrayList<>();
        Optional<Evaluation> evaluation = evaluation(object(body), violations);
        return evaluation.orElseThrow(() -> malformed(violations));
    }

    /**
     * The evaluations of the list, each with the request's own members where it has none itself; nothing without a list,
     * and then the request is one evaluation.
     *
     * @throws ProblemException 400 with every mistake in the request itself
     */
    static Optional<EvaluationBatch> batch(@Nullable JsonNode body) {
        ObjectNode request = object(body);
        JsonNode list = request.path("evaluations");
        if (list.isMissingNode() || (list.isArray() && list.isEmpty())) {
            return Optional.empty();
        }
        if (!list.isArray()) {
            throw malformed(List.of(Violation.at("/evaluations", "a list of evaluations")));
        }
        if (list.size() > MOST) {
            throw malformed(List.of(Violation.at("/evaluations", "at most " + MOST + " evaluations")));
        }
        EvaluationSemantic semantic = semantic(request);
        return Optional.of(new EvaluationBatch(
                semantic, list.valueStream().map(each -> item(each, request)).toList()));
    }

    private static EvaluationSemantic semantic(ObjectNode request) {
        JsonNode named = request.path("options").path("evaluations_semantic");
        return named.isMissingNode()
                ? EvaluationSemantic.EXECUTE_ALL
                : EvaluationSemantic.parse(named.asText())
                        .orElseThrow(() -> malformed(List.of(Violation.at(
                                "/options/evaluations_semantic",
                                "execute_all, deny_on_first_deny or permit_on_first_permit"))));
    }

    private static Item item(JsonNode own, ObjectNode request) {
        if (!(own instanceof ObjectNode members)) {
            return new Item.Malformed("An evaluation is an object.");
        }
        ObjectNode merged = members.deepCopy();
        MEMBERS.stream()
                .filter(name -> !members.has(name) && request.has(name))
                .forEach(name -> merged.set(name, request.get(name)));
        List<Violation> violations = new ArrayList<>();
        return evaluation(merged, violations)
                .<Item>map(Item.Asked::new)
                .orElseGet(() -> new Item.Malformed(violations.getFirst().pointer() + " must be "
                        + violations.getFirst().message() + "."));
    }

    private static Optional<Evaluation> evaluation(ObjectNode request, List<Violation> violations) {
        var evaluation = new Evaluation(
                entity(request, "subject", violations),
                text(request, "action", "name", violations),
                entity(request, "resource", violations));
        for (String pointer :
                List.of("/context", "/subject/properties", "/action/properties", "/resource/properties")) {
            JsonNode more = request.at(pointer);
            if (!more.isMissingNode() && !more.isObject()) {
                violations.add(Violation.at(pointer, "an object"));
            }
        }
        return violations.isEmpty() ? Optional.of(evaluation) : Optional.empty();
    }

    private static Entity entity(ObjectNode request, String member, List<Violation> violations) {
        return new Entity(text(request, member, "type", violations), text(request, member, "id", violations));
    }

    private static String text(ObjectNode request, String member, String name, List<Violation> violations) {
        JsonNode text = request.path(member).path(name);
        if (!text.isTextual() || text.textValue().isEmpty() || text.textValue().indexOf('\0') >= 0) {
            violations.add(Violation.at("/" + member + "/" + name, A_TEXT));
        }
        return text.asText();
    }

    private static ObjectNode object(@Nullable JsonNode body) {
        if (body instanceof ObjectNode request) {
            return request;
        }
        throw malformed(List.of(Violation.at("", "an object")));
    }

    private static ProblemException malformed(List<Violation> violations) {
        return new ProblemException(Problem.of(400, "evaluation_malformed", "The body is no request of AuthZEN 1.0.")
                .withViolations(violations));
    }
}
