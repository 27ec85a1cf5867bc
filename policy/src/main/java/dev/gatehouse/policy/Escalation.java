package dev.gatehouse.policy;

import dev.gatehouse.policy.Verdict.Refused;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Judges whether somebody gives no more than they hold. */
final class Escalation {
    /** An event names the determining rules and is bounded. */
    private static final int MOST_RULES_NAMED = 16;

    private static final int MOST_MISSING_NAMED = 3;

    private Escalation() {}

    static Verdict judge(GrantIndex grants, GrantQuestion question) {
        var subject = question.subject();
        var place = question.namespace();
        Optional<Scope> scope = subject.scope().filter(each -> !each.isWhole());
        var missing = new ArrayList<String>();
        var rules = new LinkedHashSet<Rule>();
        question.access().permissions().stream().sorted().forEach(permission -> {
            List<Rule> holding = grants.allowing(subject, permission, place, Circumstances.ALWAYS);
            boolean left = scope.map(each -> each.covers(permission, place)).orElse(true);
            if (holding.isEmpty() || !left) {
                missing.add(permission.toString());
            }
            rules.addAll(holding);
        });
        scope.map(Scope::rule).ifPresent(rules::add);
        return missing.isEmpty()
                ? Verdict.granted(rules.stream().limit(MOST_RULES_NAMED).toList())
                : Refused.because(
                        Reason.ESCALATION, "Nobody gives what they do not hold: " + named(missing) + " in " + place);
    }

    private static String named(List<String> missing) {
        int more = missing.size() - MOST_MISSING_NAMED;
        String first = String.join(", ", missing.subList(0, Math.min(missing.size(), MOST_MISSING_NAMED)));
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
