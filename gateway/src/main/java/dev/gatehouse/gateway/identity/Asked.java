package dev.gatehouse.gateway.identity;

import dev.gatehouse.audit.AccessEvent.AccessDenied;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.audit.RecordedQuestion.Outcome;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Explanation;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.NearMiss;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Reason;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectEpoch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a question and its answer into what the question log and the audit log keep of them. */
public final class Asked {
    private Asked() {}

    public static Actor actor(Subject subject) {
        return new Actor(subject.id(), subject.name(), subject.impersonator().map(SubjectEpoch::subject));
    }

    /** The decision behind a permit, with the rules that determined it. */
    public static DecisionReference decision(Permit permit) {
        return decision(permit.grounds());
    }

    /** The decision that these are the grounds of. */
    public static DecisionReference decision(Grounds grounds) {
        return new DecisionReference(grounds.decision(), grounds.policyDigest(), texts(grounds.rules()));
    }

    /** The decision that denied, with the rules that determined it and what nearly allowed it. */
    public static DecisionReference decision(Question<?> question, Decision.Deny<?> deny) {
        return new DecisionReference(
                deny.decision(),
                deny.policyDigest(),
                texts(deny.rules()),
                deny.nearMisses().stream().map(NearMiss::fact).toList(),
                Explanation.of(question, deny).forAdministrators());
    }

    /** Why it was allowed, as the question log keeps it. */
    public static Map<String, Object> explanation(Permit permit) {
        return explanation(permit.grounds());
    }

    /** Why it was allowed, or may be proposed, as the question log keeps it. */
    public static Map<String, Object> explanation(Grounds grounds) {
        return Map.of("rules", texts(grounds.rules()));
    }

    /** Why it was denied, as the question log keeps it. */
    public static Map<String, Object> explanation(Question<?> question, Decision.Deny<?> deny) {
        var explanation = new LinkedHashMap<String, Object>();
        explanation.put("user", Explanation.of(question, deny).forUser());
        explanation.put("rules", texts(deny.rules()));
        explanation.put("reasons", deny.reasons().stream().map(Asked::reason).toList());
        explanation.put(
                "nearMisses", deny.nearMisses().stream().map(Asked::near).toList());
        return explanation;
    }

    private static Map<String, Object> reason(Reason reason) {
        return Map.of("code", reason.code(), "message", reason.message());
    }

    private static Map<String, Object> near(NearMiss miss) {
        return Map.of(
                "cause", miss.cause().code(),
                "rule", miss.rule().toString(),
                "name", miss.name(),
                "namespace", miss.namespace().path(),
                "role", miss.role(),
                "principal", miss.principal().toString(),
                "text", miss.sentence());
    }

    private static List<String> texts(List<Rule> rules) {
        return rules.stream().map(Rule::toString).toList();
    }

    /** Why it was denied, each reason once. */
    public static List<String> codes(Decision.Deny<?> deny) {
        return deny.reasons().stream().map(Reason::code).distinct().toList();
    }

    /** The row of a question that policy allowed, unless it is about an execution's start. */
    public static RecordedQuestion allowed(Question<?> question, Permit permit) {
        return new RecordedQuestion(
                permit.grounds().decision(),
                question.permission().toString(),
                Outcome.ALLOW,
                true,
                question.subject().id(),
                permit.grounds().tenantRevision(),
                body(question),
                explanation(permit));
    }

    /** The row of a question that policy denied, unless it is about an execution's start. */
    public static RecordedQuestion denied(Question<?> question, Decision.Deny<?> deny) {
        Map<String, Object> body = body(question);
        body.put("reasons", codes(deny));
        return new RecordedQuestion(
                deny.decision(),
                question.permission().toString(),
                Outcome.DENY,
                true,
                question.subject().id(),
                deny.tenantRevision(),
                body,
                explanation(question, deny));
    }

    private static Map<String, Object> body(Question<?> question) {
        var body = new LinkedHashMap<String, Object>();
        body.put("namespace", question.namespace().path());
        body.put("object", QuestionObject.of(question));
        question.subject()
                .impersonator()
                .ifPresent(each -> body.put("impersonator", each.subject().toString()));
        return body;
    }

    /** The event of a question that policy denied, unless it is about an execution's start. */
    public static AccessDenied event(Question<?> question, Decision.Deny<?> deny) {
        return new AccessDenied(
                actor(question.subject()),
                decision(question, deny),
                question.permission().toString(),
                QuestionObject.of(question),
                codes(deny));
    }
}
