package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.RandomPolicies.Made;
import dev.gatehouse.policy.ReferencePolicy.Answer;
import dev.gatehouse.policy.ReferencePolicy.Outcome;
import dev.gatehouse.policy.cel.ConditionCompiler;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of every policy and every question, tried on random ones; the seed is in the message of what fails. */
class PolicyPropertiesTest {
    private static final long SEED = 20_261_127;
    private static final int POLICIES = 300;
    private static final int QUESTIONS = 20;

    /** Kinds of questions, of which those at a start make two. */
    private static final int KINDS = 19;

    /** A property says something once of so many policies at least. */
    private static final int SELDOM = 6;

    /** As many rules of a kind are named; where there are as many, there may be more. */
    private static final int MOST_NAMED = 8;

    /** Of all policies, which have few conditions between them. */
    private final ConditionBook book = new ConditionBook(new ConditionCompiler(), KnownConditions.NONE);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final RandomPolicies made = new RandomPolicies(random);

    /** Says something of a policy, a question and how it is answered; and whether there was anything to say. */
    private interface Property {
        boolean holds(Made policy, Question<?> question, Answer answer);
    }

    private void tried(Property property) {
        tried(POLICIES, property);
    }

    private void tried(int policies, Property property) {
        int often = 0;
        for (int i = 0; i < policies; i++) {
            var policy = made.policy();
            var compiled = compile(policy);
            for (int j = 0; j < QUESTIONS; j++) {
                var question = made.question(policy);
                try {
                    often += property.holds(policy, question, decide(compiled, question)) ? 1 : 0;
                } catch (AssertionError failed) {
                    var tried = "seed %d, policy %d, question %d: %s of %s".formatted(SEED, i, j, question, policy);
                    throw new AssertionError(tried, failed);
                }
            }
        }
        assertThat(often).as("how often there was anything to say").isGreaterThan(policies / SELDOM);
    }

    @Test
    void decidesAsTheRulesSayOneByOne() {
        var seen = new HashMap<Outcome, Integer>();
        var answered = new HashMap<String, Set<Outcome>>();
        var denied = new HashSet<String>();

        tried(5 * POLICIES, (policy, question, answer) -> {
            var expected = policy.reference().decide(question, RandomPolicies.NOON);
            seen.merge(answer.outcome(), 1, Integer::sum);
            answered.computeIfAbsent(kind(question), _ -> new HashSet<>()).add(answer.outcome());
            denied.addAll(answer.codes());
            assertThat(answer.outcome()).isEqualTo(expected.outcome());
            assertThat(answer.codes()).isEqualTo(expected.codes());
            if (expected.rules().size() < MOST_NAMED) {
                assertThat(answer.rules()).isEqualTo(expected.rules());
            } else {
                assertThat(expected.rules()).containsAll(answer.rules());
                assertThat(answer.rules()).hasSizeGreaterThanOrEqualTo(MOST_NAMED);
            }
            return true;
        });

        assertThat(answered)
                .hasSize(KINDS)
                .allSatisfy((_, outcomes) -> assertThat(outcomes).contains(Outcome.ALLOW, Outcome.DENY));
        assertThat(seen.values()).hasSize(3).allMatch(often -> often > POLICIES / 2);
        assertThat(denied)
                .contains(
                        Reason.IMPERSONATED,
                        Reason.TARGET_FORBIDDEN,
                        Reason.ESCALATION,
                        Reason.OWN_REQUEST,
                        Reason.NOT_AN_APPROVER,
                        Reason.PERSON_NEEDED,
                        Reason.SECRET_FORBIDDEN,
                        Reason.TOKEN_SCOPE,
                        Reason.VOTER_UNKNOWN);
    }

    private static String kind(Question<?> question) {
        boolean withSecrets =
                question instanceof StartQuestion start && !start.secrets().isEmpty();
        return question.getClass().getSimpleName() + (withSecrets ? " with secrets" : "");
    }

    @Test
    void withoutTheNamedBindingsNothingIsAllowed() {
        tried((policy, question, answer) -> {
            if (answer.isDeny() || answer.rules().size() >= MOST_NAMED) {
                return false;
            }
            assertThat(decide(policy.without(bindings(answer)), question).outcome())
                    .isEqualTo(Outcome.DENY);
            return true;
        });
    }

    @Test
    void withoutTheNamedGuardrailsNoneDeniesOrWantsApproval() {
        tried((policy, question, answer) -> {
            var guardrails = of("guardrail", answer);
            if (guardrails.isEmpty() || guardrails.size() >= MOST_NAMED) {
                return false;
            }
            var after = decide(policy.without(guardrails), question).outcome();
            assertThat(after).isLessThan(answer.isDeny() ? Outcome.DENY : Outcome.APPROVAL);
            return true;
        });
    }

    @Test
    void withoutARuleThatIsNotNamedTheSameIsDecided() {
        tried((policy, question, answer) -> {
            var others = new LinkedHashSet<>(policy.rules());
            others.removeAll(answer.rules());
            if (others.isEmpty() || answer.rules().size() >= MOST_NAMED) {
                return false;
            }
            var after = decide(policy.without(Set.of(one(others))), question);
            assertThat(after.outcome()).isEqualTo(answer.outcome());
            assertThat(after.isDeny() || after.equals(answer)).isTrue();
            return true;
        });
    }

    @Test
    void namesWhatGivesAPermissionNearestFirst() {
        tried(3 * POLICIES, (policy, question, answer) -> {
            if (answer.isDeny() || !isOfOnePermission(question)) {
                return false;
            }
            var depths = bindings(answer).stream()
                    .map(rule -> policy.binding(rule).namespace().ancestry().size())
                    .toList();
            assertThat(depths).isSortedAccordingTo(Comparator.reverseOrder());
            return depths.size() > 1;
        });
    }

    private static boolean isOfOnePermission(Question<?> question) {
        return question instanceof ResourceReadQuestion
                || question instanceof ResourceWriteQuestion
                || question instanceof StopQuestion
                || question instanceof SecretUseQuestion
                || (question instanceof SubmitQuestion submit && !submit.overridesSecretJob());
    }

    @Test
    void aGuardrailMoreNeverAllowsMore() {
        tried(3 * POLICIES, (policy, question, answer) -> {
            var guardrail = made.guardrail(policy.terms());

            var after = decide(policy.with(guardrail), question);

            assertThat(after.outcome()).isGreaterThanOrEqualTo(answer.outcome());
            return after.outcome() != answer.outcome();
        });
    }

    @Test
    void whatAGuardrailSaysIsNeverLoosenedBelow() {
        tried(3 * POLICIES, (policy, question, answer) -> {
            if (policy.guardrails().isEmpty()) {
                return false;
            }
            var guardrail = one(policy.guardrails());
            var above = guardrail.namespace().parent();

            var after = decide(policy.with(guardrail, above), question);

            assertThat(after.outcome()).isGreaterThanOrEqualTo(answer.outcome());
            return after.outcome() != answer.outcome();
        });
    }

    @Test
    void aDenialWinsOverWhateverElseIsSaid() {
        tried((policy, question, answer) -> {
            var deny = new Guardrail(
                    new Rule("guardrail", new UUID(0, 0), 1),
                    question.namespace(),
                    "no",
                    Set.of(question.permission()),
                    List.of(),
                    Optional.empty(),
                    new Effect.Deny(),
                    false,
                    "");

            var after = decide(policy.with(deny), question);

            boolean guarded = !(question instanceof LookupQuestion)
                    && !question.permission().resource().equals("guardrail");
            assertThat(after.outcome()).isEqualTo(guarded ? Outcome.DENY : answer.outcome());
            return !answer.isDeny();
        });
    }

    @Test
    void aScopeNeverAllowsMore() {
        tried((policy, question, answer) -> {
            if (!(question instanceof SubmitQuestion submit)
                    || submit.subject().scope().isPresent()) {
                return false;
            }
            var scope = new Scope(new UUID(9, 9), Set.of(Permission.EXECUTION_CREATE), Namespace.ROOT);
            var narrower = submit.by(submit.subject().within(Optional.of(scope)));
            assertThat(decide(policy, narrower).outcome()).isGreaterThanOrEqualTo(answer.outcome());
            return true;
        });
    }

    @Test
    void theSamePolicyCompiledAgainDecidesTheSame() {
        tried((policy, question, answer) -> {
            assertThat(decide(policy, question)).isEqualTo(answer);
            return true;
        });
    }

    private <T> T one(Collection<T> all) {
        return all.stream().skip(random.nextInt(all.size())).findFirst().orElseThrow();
    }

    private static Set<Rule> bindings(Answer answer) {
        return of("rolebinding", answer);
    }

    private static Set<Rule> of(String kind, Answer answer) {
        var rules = new LinkedHashSet<>(answer.rules());
        rules.removeIf(rule -> !rule.kind().equals(kind));
        return rules;
    }

    private CompiledPolicy compile(Made policy) {
        return CompiledPolicy.compile(policy.source(1), book);
    }

    private Answer decide(Made policy, Question<?> question) {
        return decide(compile(policy), question);
    }

    private static Answer decide(CompiledPolicy policy, Question<?> question) {
        return switch (policy.decide(question, Acme.DECISION, RandomPolicies.NOON)) {
            case Decision.Allow<?> allow ->
                new Answer(
                        Outcome.ALLOW,
                        new LinkedHashSet<>(allow.permit().grounds().rules()),
                        Set.of());
            case Decision.ApprovalRequired<?> wanted ->
                new Answer(
                        Outcome.APPROVAL,
                        new LinkedHashSet<>(wanted.permit().grounds().rules()),
                        Set.of());
            case Decision.Deny<?> deny -> new Answer(Outcome.DENY, rules(deny), codes(deny));
            case Decision.Unavailable<?> unavailable -> throw new AssertionError(unavailable.cause());
        };
    }

    private static Set<Rule> rules(Decision.Deny<?> deny) {
        return Set.copyOf(
                reasons(deny).flatMap(reason -> reason.rule().stream()).toList());
    }

    private static Set<String> codes(Decision.Deny<?> deny) {
        return Set.copyOf(reasons(deny).map(Reason::code).toList());
    }

    private static Stream<Reason> reasons(Decision.Deny<?> deny) {
        return deny.reasons().stream();
    }
}
