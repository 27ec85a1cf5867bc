package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.AccessEvent.AccessDenied;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.audit.RecordedQuestion.Outcome;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Reason;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One question that an apply asks for one of its documents, and what policy decided.
 *
 * @param object what it is about, by name
 */
record Asked<P extends Permit>(Draft draft, String object, Question<P> question, Decision<P> decision) {
    /** The question as it is kept when it was allowed. */
    RecordedQuestion allowed(P permit) {
        return recorded(
                permit.grounds().decision(), Outcome.ALLOW, permit.grounds().tenantRevision(), List.of());
    }

    /** The question as it is kept when it was denied. */
    RecordedQuestion denied(Decision.Deny<P> deny) {
        return recorded(deny.decision(), Outcome.DENY, deny.tenantRevision(), codes(deny));
    }

    /** The event of a denial. */
    AccessDenied event(Decision.Deny<P> deny) {
        List<String> rules = deny.reasons().stream()
                .flatMap(reason -> reason.rule().stream())
                .map(Object::toString)
                .toList();
        return new AccessDenied(
                new Actor(question.subject().id(), question.subject().name()),
                new DecisionReference(deny.decision(), deny.policyDigest(), rules),
                question.permission().toString(),
                object,
                codes(deny));
    }

    private RecordedQuestion recorded(UUID decision, Outcome outcome, long tenantRevision, List<String> reasons) {
        return new RecordedQuestion(
                decision,
                question.permission().toString(),
                outcome,
                true,
                question.subject().id(),
                tenantRevision,
                Map.of(
                        "permission",
                        question.permission().toString(),
                        "namespace",
                        question.namespace().path(),
                        "object",
                        object,
                        "reasons",
                        reasons));
    }

    private static List<String> codes(Decision.Deny<?> deny) {
        return deny.reasons().stream().map(Reason::code).distinct().toList();
    }
}
