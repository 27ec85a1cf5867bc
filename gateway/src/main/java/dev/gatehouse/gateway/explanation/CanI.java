package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.NearMiss;
import dev.gatehouse.policy.PolicyReadPermit;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Tells what somebody may: oneself as one is here, with the groups and within the scope of one's token, and others by what
 * they are given. Thread-safe.
 */
@Singleton
final class CanI {
    private final Checks checks;
    private final PolicyReading reading;
    private final SubjectFacts facts;
    private final RuleVersions versions;
    private final Transactions transactions;

    CanI(Checks checks, PolicyReading reading, SubjectFacts facts, RuleVersions versions, Transactions transactions) {
        this.checks = checks;
        this.reading = reading;
        this.facts = facts;
        this.versions = versions;
        this.transactions = transactions;
    }

    /** @throws dev.gatehouse.gateway.problem.ProblemException 403 where it is about others and the caller may not see that */
    Map<String, Object> answer(Subject caller, CheckOrder order) {
        var mine = new CheckQuestion(caller, order.permission(), order.namespace());
        boolean own = order.subject().map(caller.id()::equals).orElse(true);
        if (own) {
            return answer(mine, reading.seesRules(caller, mine.namespace()));
        }
        PolicyReadPermit permit = reading.ofPeople(caller, mine.namespace());
        Subject other = live(caller.tenant(), order.subject().orElseThrow());
        Map<String, Object> answer = answer(new CheckQuestion(other, order.permission(), order.namespace()), true);
        reading.record(permit, Asking.CAN_I);
        return answer;
    }

    private Subject live(String tenant, UUID id) {
        return facts.live(tenant, id).orElseThrow(CheckOrder::unknownSubject);
    }

    private Map<String, Object> answer(CheckQuestion question, boolean rules) {
        Check check = checks.of(question);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("allowed", check.allowed());
        answer.put("permission", question.permission().toString());
        answer.put("namespace", question.namespace().path());
        answer.put("subject", subject(question.subject()));
        answer.put("reason_user", check.forUser());
        if (rules) {
            answer.put("reason_admin", check.forAdministrators());
            answer.put(
                    "rules",
                    transactions.run(connection ->
                            versions.items(connection, question.subject().tenant(), check.rules())));
            answer.put("nearMisses", check.nearMisses().stream().map(CanI::near).toList());
        }
        return answer;
    }

    private static Map<String, Object> subject(Subject subject) {
        return Map.of(
                "id", subject.id().toString(),
                "kind", subject.kind().name().toLowerCase(Locale.ROOT),
                "name", subject.name());
    }

    private static Map<String, Object> near(NearMiss miss) {
        var item = new LinkedHashMap<String, Object>();
        item.put("cause", miss.cause().code());
        item.put("rule", miss.rule().toString());
        item.put("name", miss.name());
        item.put("namespace", miss.namespace().path());
        item.put("role", miss.role());
        item.put("principal", miss.principal().toString());
        return item;
    }
}
