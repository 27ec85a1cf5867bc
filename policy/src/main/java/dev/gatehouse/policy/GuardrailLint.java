package dev.gatehouse.policy;

import static dev.gatehouse.policy.Finding.Code.APPROVAL_NOBODY_CAN_GIVE;
import static dev.gatehouse.policy.Finding.Code.CONDITION_ALWAYS_FAILS;
import static dev.gatehouse.policy.Finding.Code.GROUP_NAMED_OTHERWISE;
import static dev.gatehouse.policy.Finding.Code.NAME_PATTERN_EVADABLE;
import static dev.gatehouse.policy.Finding.Code.RULE_NEVER_MATCHES;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with guardrails, each for itself. */
final class GuardrailLint {
    /** Of one guardrail: whoever mends these sees the next ones. */
    private static final int MOST_ACCOUNTS = 20;

    private final List<Guardrail> guardrails;
    private final LintFacts facts;
    private final GrantIndex grants;
    private final ConditionLint conditions;

    GuardrailLint(List<Guardrail> guardrails, LintFacts facts, GrantIndex grants, ConditionLint conditions) {
        this.guardrails = guardrails;
        this.facts = facts;
        this.grants = grants;
        this.conditions = conditions;
    }

    /** @param overdue whether there is no time left */
    List<Finding> findings(BooleanSupplier overdue) {
        return guardrails.stream()
                .takeWhile(_ -> !overdue.getAsBoolean())
                .flatMap(each -> of(each).stream())
                .toList();
    }

    private List<Finding> of(Guardrail guardrail) {
        List<Finding> findings = new ArrayList<>();
        if (conditions.neverHolds(guardrail.when())) {
            findings.add(found(RULE_NEVER_MATCHES, guardrail, "Its condition never holds."));
        }
        if (conditions.alwaysFails(guardrail.when())) {
            findings.add(
                    found(
                            CONDITION_ALWAYS_FAILS,
                            guardrail,
                            "Its condition cannot be worked out, whatever is asked, and so it denies everything that it is about."));
        }
        conditions
                .misnamed(guardrail.when())
                .forEach(why -> findings.add(found(GROUP_NAMED_OTHERWISE, guardrail, why)));
        guardrail.jobs().stream()
                .filter(pattern -> !pattern.reaches(guardrail.namespace()))
                .forEach(pattern -> findings.add(found(
                        RULE_NEVER_MATCHES,
                        guardrail,
                        pattern.text() + " matches no job in " + guardrail.namespace()
                                + " or below it, and a guardrail is about nothing else.")));
        evasion(guardrail, findings);
        switch (guardrail.effect()) {
            case Effect.Warn _, Effect.Deny _ -> {}
            case Effect.RequireApproval wanted -> approval(guardrail, wanted, findings);
        }
        return findings;
    }

    private void evasion(Guardrail guardrail, List<Finding> findings) {
        String remedy = " Guard the namespace as a whole, or who may declare jobs in it.";
        guardrail.jobs().stream()
                .filter(pattern -> guardrail.jobs().stream().noneMatch(other -> other.isOfAnyNameWhere(pattern)))
                .forEach(pattern -> findings.add(found(
                        NAME_PATTERN_EVADABLE,
                        guardrail,
                        "Whoever may declare jobs there evades " + pattern.text() + " by another name." + remedy)));
        if (conditions.readsName(guardrail.when(), guardrail.actions())) {
            findings.add(found(
                    NAME_PATTERN_EVADABLE,
                    guardrail,
                    "Its condition goes by a job's name, and whoever may declare jobs there chooses that." + remedy));
        }
    }

    private void approval(Guardrail guardrail, Effect.RequireApproval wanted, List<Finding> findings) {
        if (!facts.members().keySet().containsAll(wanted.groups())) {
            return;
        }
        Set<UUID> able = wanted.groups().stream()
                .flatMap(group -> facts.members().getOrDefault(group, List.of()).stream())
                .filter(member -> has(Permission.APPROVAL_DECIDE, member, guardrail.namespace()))
                .map(Subject::id)
                .collect(Collectors.toSet());
        if (able.size() < wanted.count()) {
            findings.add(found(
                    APPROVAL_NOBODY_CAN_GIVE,
                    guardrail,
                    "It wants " + wanted.count() + " of its groups to approve, and there are " + able.size()
                            + " in them whose access stands and who have approval:decide there."));
            return;
        }
        facts.accounts().stream()
                .filter(account -> has(Permission.EXECUTION_CREATE, account.subject(), guardrail.namespace()))
                .filter(account -> !conditions.neverHoldsOf(guardrail.when(), account.subject()))
                .filter(account -> left(able, account) < wanted.count())
                .map(account -> found(
                        APPROVAL_NOBODY_CAN_GIVE,
                        guardrail,
                        "It wants " + wanted.count() + " of its groups to approve, and of those who may, "
                                + left(able, account) + " can for service account "
                                + account.subject().id() + ": the others declared it, and nobody approves what they ask"
                                + " for themselves."))
                .limit(MOST_ACCOUNTS)
                .forEach(findings::add);
    }

    private static long left(Set<UUID> able, LintFacts.Account account) {
        return able.stream().filter(id -> !account.declarers().contains(id)).count();
    }

    /** Somewhere that the guardrail reaches: where a run is that it is about, is not known. */
    private boolean has(Permission permission, Subject subject, Namespace namespace) {
        return grants.places(subject, permission).stream()
                .flatMap(place -> Stream.of(place.covers(namespace), namespace.covers(place)))
                .anyMatch(meets -> meets);
    }

    private static Finding found(Finding.Code code, Guardrail guardrail, String message) {
        return new Finding(code, RuleName.of(guardrail), List.of(), message);
    }
}
