package dev.gatehouse.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a policy means, by going through all its rules for each question: slow, without an index, and of no code that the
 * engine uses but the records that both are given.
 */
record ReferencePolicy(List<Role> roles, List<Binding> bindings, List<Guardrail> guardrails, Map<String, Term> terms) {
    /** @param terms the conditions of bindings and guardrails, by their text */
    ReferencePolicy {
        roles = Stream.concat(roles.stream(), Role.BUILT_IN.stream()).toList();
    }

    enum Outcome {
        ALLOW,
        APPROVAL,
        DENY
    }

    /** @param rules all that determine it */
    record Answer(Outcome outcome, Set<Rule> rules, Set<String> codes) {
        static Answer deny(String code, Rule... rules) {
            return new Answer(Outcome.DENY, Set.of(rules), Set.of(code));
        }

        static Answer allow(Set<Rule> rules) {
            return new Answer(Outcome.ALLOW, rules, Set.of());
        }

        boolean isDeny() {
            return outcome == Outcome.DENY;
        }

        /** The first denial counts; what allows is told together. */
        Answer and(Answer other) {
            return isDeny() || other.isDeny()
                    ? isDeny() ? this : other
                    : new Answer(other.outcome, union(rules, other.rules), Set.of());
        }
    }

    Answer decide(Question<?> question, Instant now) {
        var may = may(question, now);
        return may.isDeny() ? may : may.and(guarded(question, now));
    }

    private Answer may(Question<?> question, Instant now) {
        var subject = question.subject();
        if (!subject.active()) {
            return Answer.deny(Reason.SUBJECT_ENDED);
        }
        return switch (question) {
            case SecretUseQuestion use ->
                secret(subject, use.secret(), use.job().namespace(), now);
            case StartQuestion start -> {
                var answer = submit(start.recorded(), question, now);
                for (var secret : start.secrets()) {
                    answer = answer.and(start.author()
                            .map(author -> secret(author, secret, start.namespace(), now))
                            .orElse(Answer.deny(Reason.SECRET_FORBIDDEN)));
                }
                yield answer;
            }
            case SubmitQuestion submit -> submit(submit, question, now);
            default -> role(subject, question.permission(), question.namespace(), Optional.of(question), now);
        };
    }

    private Answer submit(SubmitQuestion submit, Question<?> question, Instant now) {
        var answer = role(submit.subject(), submit.permission(), submit.namespace(), Optional.of(question), now);
        if (submit.overridesSecretJob()) {
            for (var secret : submit.secrets()) {
                answer = answer.and(secret(submit.subject(), secret, submit.namespace(), now));
            }
        }
        return answer;
    }

    private Answer secret(Subject subject, SecretReference secret, Namespace job, Instant now) {
        var answer = role(subject, Permission.SECRET_USE, secret.namespace(), Optional.empty(), now);
        return !subject.active() || !isAtOrBelow(job, secret.namespace()) || answer.isDeny()
                ? Answer.deny(Reason.SECRET_FORBIDDEN)
                : answer;
    }

    /** @param question nothing where only what is given without a condition counts */
    private Answer role(
            Subject subject, Permission permission, Namespace place, Optional<Question<?>> question, Instant now) {
        var rules = new LinkedHashSet<Rule>();
        for (var binding : bindings) {
            for (var role : roles) {
                boolean names = binding.subjects().contains(subject.id())
                        || subject.groups().stream().anyMatch(binding.groups()::contains);
                boolean current = binding.expires().isEmpty()
                        || now.isBefore(binding.expires().get());
                if (names
                        && current
                        && binding.role().equals(role.name())
                        && role.spec().permissions().contains(permission)
                        && isAtOrBelow(place, binding.namespace())
                        && holds(binding, question, now)) {
                    rules.add(binding.rule());
                    rules.add(new Rule("role", role.id(), role.revision()));
                }
            }
        }
        return rules.isEmpty()
                ? Answer.deny(Reason.NO_MATCHING_ROLE)
                : Answer.allow(rules).and(scope(subject, permission, place));
    }

    private boolean holds(Binding binding, Optional<Question<?>> question, Instant now) {
        if (binding.when().isEmpty()) {
            return true;
        }
        var term = terms.get(binding.when().get().text());
        return question.map(asked -> (asked instanceof LookupQuestion && term.readsRun())
                        || term.of(asked, now).orElse(false))
                .orElse(false);
    }

    private static Answer scope(Subject subject, Permission permission, Namespace place) {
        if (subject.scope().isEmpty() || subject.scope().get().isWhole()) {
            return Answer.allow(Set.of());
        }
        var scope = subject.scope().get();
        var rule = new Rule("token", scope.token(), 1);
        return scope.permissions().contains(permission) && isAtOrBelow(place, scope.namespace())
                ? Answer.allow(Set.of(rule))
                : Answer.deny(Reason.TOKEN_SCOPE, rule);
    }

    private Answer guarded(Question<?> question, Instant now) {
        var denying = new LinkedHashSet<Rule>();
        var codes = new LinkedHashSet<String>();
        var telling = new LinkedHashSet<Rule>();
        boolean approval = false;
        for (var guardrail : guardrails) {
            if (!isAbout(guardrail, question)) {
                continue;
            }
            var says = guardrail.when().isEmpty()
                    ? Optional.of(true)
                    : terms.get(guardrail.when().get().text()).of(question, now);
            if (says.isEmpty()) {
                denying.add(guardrail.rule());
                codes.add(Reason.GUARDRAIL_FAILED);
            } else if (says.get()) {
                switch (guardrail.effect()) {
                    case Effect.Deny _ -> {
                        denying.add(guardrail.rule());
                        codes.add(Reason.GUARDRAIL);
                    }
                    case Effect.Warn _ -> telling.add(guardrail.rule());
                    case Effect.RequireApproval _ -> {
                        var given =
                                question instanceof StartQuestion start ? start.approval() : Optional.<Approval>empty();
                        if (given.isEmpty()) {
                            approval = true;
                            telling.add(guardrail.rule());
                        } else if (!given.get().rules().contains(guardrail.rule())) {
                            denying.add(guardrail.rule());
                            codes.add(Reason.APPROVAL_DRIFTED);
                        }
                    }
                }
            }
        }
        return denying.isEmpty()
                ? new Answer(approval ? Outcome.APPROVAL : Outcome.ALLOW, telling, Set.of())
                : new Answer(Outcome.DENY, denying, codes);
    }

    private static boolean isAbout(Guardrail guardrail, Question<?> question) {
        return guardrail.actions().contains(question.permission())
                && isAtOrBelow(question.namespace(), guardrail.namespace())
                && !(question instanceof LookupQuestion)
                && !(guardrail.atSubmit() && question instanceof StartQuestion)
                && (guardrail.jobs().isEmpty()
                        || guardrail.jobs().stream().anyMatch(pattern -> matches(pattern, question)));
    }

    private static boolean matches(NamePattern pattern, Question<?> question) {
        var name = switch (question) {
            case StartQuestion start -> start.recorded().job().name().toString();
            case SubmitQuestion submit -> submit.job().name().toString();
            default -> "";
        };
        var parts =
                Stream.of(pattern.text().split("\\*", -1)).map(Pattern::quote).toList();
        return Pattern.matches(String.join("[^/]*", parts), name);
    }

    private static boolean isAtOrBelow(Namespace place, Namespace top) {
        return top.path().equals("root") || (place.path() + ".").startsWith(top.path() + ".");
    }

    private static Set<Rule> union(Set<Rule> some, Set<Rule> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return new LinkedHashSet<>(all);
    }
}
