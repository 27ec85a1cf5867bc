package dev.gatehouse.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a policy means, by going through all its rules for each question: slow, without an index, and of no code that the
 * engine uses but the records that both are given.
 */
record ReferencePolicy(List<Role> roles, List<Binding> bindings, List<Guardrail> guardrails, Map<String, Term> terms) {
    /** What gives access to anybody, in the order of the names. */
    private static final List<String> GIVING_ACCESS = List.of(
            "identityprovider:write",
            "role:write",
            "rolebinding:write",
            "scimclient:write",
            "serviceaccount:write",
            "subject:impersonate",
            "token:manage");

    /** What nobody does in another's name: it would outlive the impersonation. */
    private static final Set<String> LASTING = Stream.concat(
                    GIVING_ACCESS.stream(),
                    Stream.of(
                            "approval:decide",
                            "guardrail:write",
                            "job:write",
                            "killswitch:write",
                            "maintenance:write",
                            "masterkey:write",
                            "secret:manage",
                            "token:create",
                            "worker:register"))
            .collect(Collectors.toUnmodifiableSet());

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
        if (subject.impersonator().isPresent()
                && LASTING.contains(question.permission().toString())) {
            return Answer.deny(Reason.IMPERSONATED);
        }
        return switch (question) {
            case ImpersonateQuestion act ->
                role(subject, question.permission(), question.namespace(), Optional.of(question), now)
                        .and(actAs(subject, act.target(), now));
            case GrantQuestion give -> grant(give);
            case ApprovalQuestion decide ->
                role(subject, question.permission(), question.namespace(), Optional.of(question), now)
                        .and(vote(decide));
            case LeaseAbandonQuestion _ ->
                role(subject, question.permission(), question.namespace(), Optional.of(question), now)
                        .and(inPerson(subject));
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

    private Answer actAs(Subject subject, Subject target, Instant now) {
        if (!target.active()
                || target.kind() == SubjectKind.WORKER
                || target.id().equals(subject.id())) {
            return Answer.deny(Reason.TARGET_FORBIDDEN);
        }
        if (subject.scope().filter(scope -> !scope.isWhole()).isPresent()) {
            return Answer.deny(Reason.TOKEN_SCOPE);
        }
        var rules = new LinkedHashSet<Rule>();
        for (var permission : GIVING_ACCESS) {
            for (var binding : bindings.stream()
                    .sorted(Comparator.comparing(each -> each.rule().id()))
                    .toList()) {
                if (names(binding, target) && gives(binding, permission)) {
                    var own = held(subject, permission, binding.namespace(), Optional.empty(), now);
                    if (own.isEmpty()) {
                        return Answer.deny(Reason.TARGET_FORBIDDEN, binding.rule());
                    }
                    rules.add(binding.rule());
                    rules.addAll(own);
                }
            }
        }
        return Answer.allow(rules);
    }

    private boolean gives(Binding binding, String permission) {
        return roles.stream()
                .filter(role -> role.name().equals(binding.role()))
                .flatMap(role -> role.spec().permissions().stream())
                .anyMatch(each -> each.toString().equals(permission));
    }

    private static boolean names(Binding binding, Subject subject) {
        return binding.subjects().contains(subject.id())
                || subject.groups().stream().anyMatch(binding.groups()::contains);
    }

    /** What is given until some time is held by nobody who gives it away. */
    private Answer grant(GrantQuestion give) {
        var answer = Answer.allow(Set.of());
        for (var permission : give.access().permissions()) {
            answer = answer.and(role(give.subject(), permission, give.namespace(), Optional.empty(), Instant.MAX));
        }
        return answer.isDeny() ? Answer.deny(Reason.ESCALATION) : answer;
    }

    private static Answer vote(ApprovalQuestion decide) {
        if (decide.voter() == Voter.REQUESTER) {
            return Answer.deny(Reason.OWN_REQUEST);
        }
        if (decide.subject().groups().stream().noneMatch(decide.approvers()::contains)) {
            return Answer.deny(Reason.NOT_AN_APPROVER);
        }
        return decide.voter() == Voter.UNKNOWN || decide.subject().kind() != SubjectKind.USER
                ? Answer.deny(Reason.VOTER_UNKNOWN)
                : Answer.allow(Set.of());
    }

    private static Answer inPerson(Subject subject) {
        return subject.kind() != SubjectKind.USER || subject.impersonator().isPresent()
                ? Answer.deny(Reason.PERSON_NEEDED)
                : Answer.allow(Set.of());
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
        if (!subject.active() || !isAtOrBelow(job, secret.namespace())) {
            return Answer.deny(Reason.SECRET_FORBIDDEN);
        }
        return answer.isDeny() ? new Answer(Outcome.DENY, answer.rules(), Set.of(Reason.SECRET_FORBIDDEN)) : answer;
    }

    /** @param question nothing where only what is given without a condition counts */
    private Answer role(
            Subject subject, Permission permission, Namespace place, Optional<Question<?>> question, Instant now) {
        var rules = held(subject, permission.toString(), place, question, now);
        return rules.isEmpty()
                ? Answer.deny(Reason.NO_MATCHING_ROLE)
                : Answer.allow(rules).and(scope(subject, permission, place));
    }

    /** What gives it, whatever a token leaves of it. */
    private Set<Rule> held(
            Subject subject, String permission, Namespace place, Optional<Question<?>> question, Instant now) {
        var rules = new LinkedHashSet<Rule>();
        for (var binding : bindings) {
            for (var role : roles) {
                boolean current = binding.expires().isEmpty()
                        || now.isBefore(binding.expires().get());
                if (names(binding, subject)
                        && current
                        && binding.role().equals(role.name())
                        && role.spec().permissions().stream()
                                .anyMatch(each -> each.toString().equals(permission))
                        && isAtOrBelow(place, binding.namespace())
                        && holds(binding, question, now)) {
                    rules.add(binding.rule());
                    rules.add(new Rule("role", role.id(), role.revision()));
                }
            }
        }
        return rules;
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

    /** The run, and each use of a secret that it is: by its author, and by whoever overrides it. */
    private Answer guarded(Question<?> question, Instant now) {
        var all = new ArrayList<Question<?>>(List.of(question));
        if (question instanceof StartQuestion start) {
            start.author()
                    .ifPresent(author -> start.secrets()
                            .forEach(secret -> all.add(new SecretUseQuestion(
                                    author, secret, start.recorded().job().name()))));
        }
        var submit = question instanceof StartQuestion start ? start.recorded() : question;
        if (submit instanceof SubmitQuestion asked && asked.overridesSecretJob()) {
            asked.secrets()
                    .forEach(secret -> all.add(new SecretUseQuestion(
                            asked.subject(), secret, asked.job().name())));
        }
        var denying = new LinkedHashSet<Rule>();
        var codes = new LinkedHashSet<String>();
        var telling = new LinkedHashSet<Rule>();
        boolean approval = false;
        for (var each : all) {
            for (var guardrail : guardrails) {
                switch (said(guardrail, each, now)) {
                    case Said.NOTHING -> {}
                    case Said.TELLS -> telling.add(guardrail.rule());
                    case Said.ASKS -> {
                        approval = true;
                        telling.add(guardrail.rule());
                    }
                    case Said.FAILS, Said.DENIES, Said.DRIFTED -> {
                        denying.add(guardrail.rule());
                        codes.add(said(guardrail, each, now).code);
                    }
                }
            }
        }
        return denying.isEmpty()
                ? new Answer(approval ? Outcome.APPROVAL : Outcome.ALLOW, telling, Set.of())
                : new Answer(Outcome.DENY, denying, codes);
    }

    /** What one guardrail says of one question. */
    private enum Said {
        NOTHING(""),
        TELLS(""),
        ASKS(""),
        FAILS(Reason.GUARDRAIL_FAILED),
        DENIES(Reason.GUARDRAIL),
        DRIFTED(Reason.APPROVAL_DRIFTED);

        private final String code;

        Said(String code) {
            this.code = code;
        }
    }

    private Said said(Guardrail guardrail, Question<?> question, Instant now) {
        if (!isAbout(guardrail, question)) {
            return Said.NOTHING;
        }
        var says = guardrail.when().isEmpty()
                ? Optional.of(true)
                : terms.get(guardrail.when().get().text()).of(question, now);
        if (says.isEmpty()) {
            return Said.FAILS;
        }
        if (!says.get()) {
            return Said.NOTHING;
        }
        return switch (guardrail.effect()) {
            case Effect.Deny _ -> Said.DENIES;
            case Effect.Warn _ -> Said.TELLS;
            case Effect.RequireApproval _ -> {
                var given = question instanceof StartQuestion start ? start.approval() : Optional.<Approval>empty();
                yield given.isEmpty()
                        ? Said.ASKS
                        : given.get().rules().contains(guardrail.rule()) ? Said.NOTHING : Said.DRIFTED;
            }
        };
    }

    private static boolean isAbout(Guardrail guardrail, Question<?> question) {
        return guardrail.actions().contains(question.permission())
                && !question.permission().resource().equals("guardrail")
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
