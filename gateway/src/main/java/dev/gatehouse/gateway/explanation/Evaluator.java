package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.explanation.Evaluation.Entity;
import dev.gatehouse.gateway.explanation.EvaluationBatch.Item;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Answers the questions of other systems in the shape of AuthZEN 1.0. About oneself anybody may ask; about others takes
 * what it takes to see their access, and one question without it refuses the whole request. Thread-safe.
 */
@Singleton
final class Evaluator {
    private final Checks checks;
    private final PolicyReading reading;
    private final SubjectFacts facts;
    private final Transactions transactions;

    Evaluator(Checks checks, PolicyReading reading, SubjectFacts facts, Transactions transactions) {
        this.checks = checks;
        this.reading = reading;
        this.facts = facts;
        this.transactions = transactions;
    }

    /** The answer to one. */
    Map<String, Object> answer(Subject caller, Evaluation evaluation) {
        return answers(caller, new EvaluationBatch(EvaluationSemantic.EXECUTE_ALL, List.of(new Item.Asked(evaluation))))
                .getFirst();
    }

    /** The answers in the order of the questions, up to the one that ends them. */
    List<Map<String, Object>> answers(Subject caller, EvaluationBatch batch) {
        requireLeave(caller, batch);
        Map<Entity, Optional<Subject>> known = new HashMap<>();
        List<Map<String, Object>> answers = new ArrayList<>();
        for (Item item : batch.items()) {
            Map<String, Object> answer = switch (item) {
                case Item.Asked(Evaluation evaluation) -> decided(caller, evaluation, known);
                case Item.Malformed(String problem) -> refused(400, problem);
            };
            answers.add(answer);
            if (batch.semantic().isOverAfter(Boolean.TRUE.equals(answer.get("decision")))) {
                break;
            }
        }
        return answers;
    }

    /** Asks before anybody is looked up: who may not ask does not learn who is there. */
    private void requireLeave(Subject caller, EvaluationBatch batch) {
        batch.asked()
                .filter(evaluation -> !isAbout(caller, evaluation))
                .map(evaluation -> evaluation.namespace().orElse(Namespace.ROOT))
                .distinct()
                .map(namespace -> reading.ofPeople(caller, namespace))
                .reduce((first, _) -> first)
                .ifPresent(permit -> reading.record(permit, Asking.EVALUATION));
    }

    private Map<String, Object> decided(Subject caller, Evaluation evaluation, Map<Entity, Optional<Subject>> known) {
        Optional<Subject> subject = isAbout(caller, evaluation)
                ? Optional.of(caller)
                : known.computeIfAbsent(evaluation.subject(), _ -> other(caller.tenant(), evaluation));
        if (subject.isEmpty()) {
            return refused(404, "There is no such subject.");
        }
        Optional<Permission> permission = evaluation.permission();
        if (permission.isEmpty()) {
            return refused(404, "There is no such action on a resource of this type.");
        }
        return evaluation
                .namespace()
                .flatMap(namespace -> evaluation
                        .name()
                        .map(name -> new CheckQuestion(subject.get(), permission.get(), namespace, name)))
                .map(question -> decided(caller, question))
                .orElseGet(() -> refused(404, "There is no such resource: its id is a namespace, or namespace/name."));
    }

    private Map<String, Object> decided(Subject caller, CheckQuestion question) {
        Check check = checks.of(question);
        var context = new LinkedHashMap<String, Object>();
        if (!check.allowed()) {
            context.put("reason_user", inEnglish(check.forUser()));
        }
        if (reading.seesRules(caller, question.namespace())) {
            context.put("reason_admin", inEnglish(String.join(". ", check.forAdministrators())));
        }
        return answer(check.allowed(), context);
    }

    private static Map<String, Object> refused(int status, String message) {
        return answer(
                false,
                Map.of("error", Map.of("status", status, "message", message), "reason_user", inEnglish(message)));
    }

    private static Map<String, Object> answer(boolean decision, Map<String, Object> context) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("decision", decision);
        if (!context.isEmpty()) {
            answer.put("context", context);
        }
        return answer;
    }

    /** A reason as the standard has it: texts by language. */
    private static Map<String, Object> inEnglish(String text) {
        return Map.of("en", text);
    }

    private static boolean isAbout(Subject caller, Evaluation evaluation) {
        String named = evaluation.subject().id();
        return evaluation.kind().equals(Optional.of(caller.kind()))
                && PathId.of(named).map(caller.id()::equals).orElseGet(() -> named.equals(caller.name()));
    }

    /** By its id, else by its whole name. */
    private Optional<Subject> other(String tenant, Evaluation evaluation) {
        return evaluation
                .kind()
                .flatMap(kind -> PathId.of(evaluation.subject().id())
                        .or(() -> named(tenant, kind, evaluation.subject().id()))
                        .flatMap(id -> facts.live(tenant, id))
                        .filter(subject -> subject.kind() == kind));
    }

    private Optional<UUID> named(String tenant, SubjectKind kind, String name) {
        return transactions.read(connection -> Principals.named(connection, tenant, kind, name));
    }
}
