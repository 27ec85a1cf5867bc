package dev.gatehouse.policy;

import dev.gatehouse.policy.ListPermit.Reach;
import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The guardrails of a tenant by what they are about and where. Immutable.
 *
 * <p>All that are about a question are asked, in its namespace and each above it: one that denies is enough, and none takes
 * back what another says. In what is not {@linkplain Permission#isGuarded guarded} none has a say.
 */
final class GuardrailIndex {
    /** An event names the determining rules and is bounded; these are the nearest ones. */
    private static final int MOST_NAMED = 8;

    private final Map<Permission, Map<String, List<Compiled>>> byAction;

    private GuardrailIndex(Map<Permission, Map<String, List<Compiled>>> byAction) {
        this.byAction = byAction;
    }

    /** @throws UnreadablePolicy where a condition is none: without the rule nobody knows what is allowed */
    static GuardrailIndex of(List<Guardrail> guardrails, ConditionBook book) {
        var index = new HashMap<Permission, Map<String, List<Compiled>>>();
        guardrails.stream()
                .sorted(Comparator.comparing((Guardrail each) -> each.rule().id()))
                .forEach(guardrail -> {
                    var compiled = Compiled.of(guardrail, book);
                    guardrail.actions().stream()
                            .filter(Permission::isGuarded)
                            .forEach(action -> index.computeIfAbsent(action, _ -> new HashMap<>())
                                    .computeIfAbsent(guardrail.namespace().path(), _ -> new ArrayList<>())
                                    .add(compiled));
                });
        return new GuardrailIndex(index);
    }

    /** What the guardrails say about a question that roles allow, and about the secrets that it would use. */
    Verdict judge(Question<?> question, Circumstances circumstances, List<SecretUseQuestion> uses) {
        var said = new Said();
        judge(question, circumstances, said);
        for (var use : uses) {
            judge(use, Circumstances.of(use, circumstances.now()), said);
        }
        return said.verdict();
    }

    private void judge(Question<?> question, Circumstances circumstances, Said said) {
        var byNamespace = byAction.get(question.permission());
        if (byNamespace == null || question instanceof LookupQuestion) {
            return;
        }
        var job = job(question);
        for (String path = question.namespace().path(); ; path = Namespace.above(path)) {
            for (var each : byNamespace.getOrDefault(path, List.of())) {
                if (each.isAbout(question, job)) {
                    each.judge(question, circumstances, said);
                }
            }
            if (path.equals(Namespace.ROOT.path())) {
                return;
            }
        }
    }

    /**
     * Whether the guardrails say the same of all that a list shows, which none of them denies as a whole.
     *
     * @param anywhere the list's circumstances, with what is in it left open
     */
    Reach reach(ListQuestion list, Circumstances anywhere) {
        var reach = Reach.ALL;
        for (var cell : byAction.getOrDefault(list.permission(), Map.of()).entrySet()) {
            var place = new Namespace(cell.getKey());
            if (place.covers(list.namespace()) || list.namespace().covers(place)) {
                for (var each : cell.getValue()) {
                    reach = reach.and(each.reach(list, anywhere));
                }
            }
        }
        return reach;
    }

    private static Optional<JobName> job(Question<?> question) {
        return question instanceof StartQuestion start
                ? Optional.of(start.recorded().job().name())
                : question instanceof SubmitQuestion submit
                        ? Optional.of(submit.job().name())
                        : question instanceof CheckQuestion check && check.isOfOneJob()
                                ? Optional.of(new JobName(check.namespace(), check.name()))
                                : Optional.empty();
    }

    /** What they say, as it is gathered. For one thread. */
    private static final class Said {
        private final List<Reason> denials = new ArrayList<>();
        private final List<ApprovalRule> approvals = new ArrayList<>();
        private final List<Warning> warnings = new ArrayList<>();

        Verdict verdict() {
            if (!denials.isEmpty()) {
                return new Verdict.Refused(
                        denials.stream().distinct().limit(MOST_NAMED).toList());
            }
            if (approvals.isEmpty() && warnings.isEmpty()) {
                return Verdict.GRANTED;
            }
            var told = warnings.stream().distinct().limit(MOST_NAMED).toList();
            var rules = Stream.concat(
                            approvals.stream().map(ApprovalRule::rule),
                            told.stream().map(Warning::rule))
                    .toList();
            return new Verdict.Granted(rules, approvals, told);
        }
    }

    private record Compiled(Guardrail guardrail, Optional<When> when) {
        static Compiled of(Guardrail guardrail, ConditionBook book) {
            var when = guardrail
                    .when()
                    .map(text -> When.compile(text, book)
                            .orElseThrow(() -> new UnreadablePolicy("the condition of " + guardrail.rule())));
            return new Compiled(guardrail, when);
        }

        /** @param job that would run; absent for questions about something else */
        boolean isAbout(Question<?> question, Optional<JobName> job) {
            return !(guardrail.atSubmit() && question instanceof StartQuestion)
                    && !(question instanceof CheckQuestion && readsRun())
                    && (guardrail.jobs().isEmpty() || (job.isPresent() && isOneOf(job.get())));
        }

        /** Whether nobody can say what it does before a run is asked for. */
        private boolean readsRun() {
            return when.filter(When::readsRun).isPresent();
        }

        private boolean isOneOf(JobName job) {
            for (var pattern : guardrail.jobs()) {
                if (pattern.matches(job)) {
                    return true;
                }
            }
            return false;
        }

        void judge(Question<?> question, Circumstances circumstances, Said said) {
            switch (outcome(circumstances)) {
                case DOES_NOT_HOLD -> {}
                case FAILED ->
                    said.denials.add(
                            reason(Reason.GUARDRAIL_FAILED, "cannot be worked out for this, and so denies it"));
                case HOLDS -> {
                    switch (guardrail.effect()) {
                        case Effect.Deny _ -> said.denials.add(reason(Reason.GUARDRAIL, "denies it"));
                        case Effect.Warn _ ->
                            said.warnings.add(new Warning(guardrail.rule(), fullName(), guardrail.message()));
                        case Effect.RequireApproval wanted -> require(question, wanted, said);
                    }
                }
            }
        }

        Reach reach(ListQuestion list, Circumstances anywhere) {
            if (!isAbout(list, Optional.empty())) {
                return Reach.ALL;
            }
            return switch (outcome(anywhere)) {
                case DOES_NOT_HOLD -> Reach.ALL;
                case HOLDS -> guardrail.effect() instanceof Effect.Warn ? Reach.ALL : Reach.BY_NAMESPACE;
                case FAILED ->
                    when.orElseThrow().reads().contains(Variable.RESOURCE_NAME) ? Reach.BY_NAME : Reach.BY_NAMESPACE;
            };
        }

        private Condition.Outcome outcome(Circumstances circumstances) {
            return when.map(each -> each.test(circumstances.facts().orElseThrow()))
                    .orElse(Condition.Outcome.HOLDS);
        }

        /** What people approved stands while the rule is the one that they knew. */
        private void require(Question<?> question, Effect.RequireApproval wanted, Said said) {
            var given = question instanceof StartQuestion start ? start.approval() : Optional.<Approval>empty();
            if (given.isEmpty()) {
                said.approvals.add(new ApprovalRule(
                        guardrail.rule(),
                        fullName(),
                        guardrail.message(),
                        wanted.groups(),
                        wanted.count(),
                        wanted.expires()));
            } else if (!given.get().rules().contains(guardrail.rule())) {
                said.denials.add(
                        reason(Reason.APPROVAL_DRIFTED, "wants an approval that was given before it was as it is"));
            }
        }

        private Reason reason(String code, String what) {
            String said = guardrail.message().isEmpty() ? "" : ": " + guardrail.message();
            return new Reason(
                    code,
                    "Guardrail " + fullName() + " " + what + said,
                    Optional.of(guardrail.rule()),
                    List.of(),
                    guardrail.message());
        }

        private String fullName() {
            return guardrail.namespace() + "/" + guardrail.name();
        }
    }
}
