package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Finding.Code.APPROVAL_NOBODY_CAN_GIVE;
import static dev.gatehouse.policy.Finding.Code.CONDITION_ALWAYS_FAILS;
import static dev.gatehouse.policy.Finding.Code.GROUP_NAMED_OTHERWISE;
import static dev.gatehouse.policy.Finding.Code.NAME_PATTERN_EVADABLE;
import static dev.gatehouse.policy.Finding.Code.ROLE_NOBODY_HOLDS;
import static dev.gatehouse.policy.Finding.Code.RULE_NEVER_MATCHES;
import static dev.gatehouse.policy.Finding.Code.RULE_SHADOWED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LintTest {
    private static final Effect DENY = new Effect.Deny();
    private static final Permission DECIDE = Permission.APPROVAL_DECIDE;

    private final Acme acme = new Acme();
    private final Map<UUID, List<Subject>> members = new HashMap<>();
    private final List<LintFacts.Account> accounts = new ArrayList<>();
    private final Map<UUID, String> groupNames = new HashMap<>(Map.of(id("release-managers"), "Release-Managers"));
    private boolean overdue;

    @Test
    void findsAnApprovalThatTooFewCanGive() {
        members.put(id("managers"), List.of(person("ada", "managers")));
        deciders("managers").guard("two-people", "acme.prod", approval(2));

        assertThat(codes()).containsExactly(Map.entry("two-people", APPROVAL_NOBODY_CAN_GIVE));
    }

    @Test
    void findsNothingWhereEnoughCanApprove() {
        members.put(id("managers"), List.of(person("ada", "managers"), person("bob", "managers")));
        deciders("managers").guard("two-people", "acme.prod", approval(2));

        assertThat(codes()).isEmpty();
    }

    @Test
    void whoMayNotDecideThereGivesNoApproval() {
        members.put(id("managers"), List.of(person("ada", "managers")));
        acme.role("decider", 1, DECIDE)
                .bindGroup("deciders", "decider", "acme.dev", "managers")
                .guard("one", "acme.prod", approval(1));

        assertThat(codes()).containsExactly(Map.entry("one", APPROVAL_NOBODY_CAN_GIVE));
    }

    @Test
    void whoDeclaredAServiceAccountApprovesNothingThatItAsks() {
        members.put(id("managers"), List.of(person("ada", "managers")));
        declaredBy("ada");
        deciders("managers").bind("starts", "Launcher", "acme.prod", "bot").guard("one", "acme.prod", approval(1));

        assertThat(codes()).containsExactly(Map.entry("one", APPROVAL_NOBODY_CAN_GIVE));
        assertThat(lint())
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("0 can for service account " + id("bot"));
    }

    @Test
    void anotherApprovesWhatAServiceAccountAsks() {
        members.put(id("managers"), List.of(person("ada", "managers"), person("bob", "managers")));
        declaredBy("ada");
        deciders("managers").bind("starts", "Launcher", "acme.prod", "bot").guard("one", "acme.prod", approval(1));

        assertThat(codes()).isEmpty();
    }

    @Test
    void aServiceAccountThatStartsNothingThereNeedsNobodysApproval() {
        members.put(id("managers"), List.of(person("ada", "managers")));
        declaredBy("ada");
        deciders("managers").bind("starts", "Launcher", "acme.dev", "bot").guard("one", "acme.prod", approval(1));

        assertThat(codes()).isEmpty();
    }

    @Test
    void anApprovalOfWhatPeopleStartIsNoMatterOfServiceAccounts() {
        members.put(id("managers"), List.of(person("ada", "managers")));
        declaredBy("ada");
        deciders("managers")
                .bind("starts", "Launcher", "acme.prod", "bot")
                .guard("people", "acme.prod", approval(1), "subject.kind == 'user' && inputs.day == 'today'")
                .guard("all", "acme.prod", approval(1), "inputs.day == 'today'");

        assertThat(codes()).containsExactly(Map.entry("all", APPROVAL_NOBODY_CAN_GIVE));
    }

    private void declaredBy(String author) {
        var bot = new Subject("acme", id("bot"), SubjectKind.SERVICE_ACCOUNT, "bot", true, 1, Set.of(), Acme.NOW);
        accounts.add(new LintFacts.Account(bot, Set.of(id(author))));
    }

    @Test
    void saysNothingOfGroupsWhoseMembersNobodyKnows() {
        acme.guard("one", "acme.prod", approval(1));

        assertThat(codes()).isEmpty();
    }

    @Test
    void findsARoleThatNobodyHolds() {
        acme.role("idle", 1, Permission.AUDIT_READ).role("busy", 1, DECIDE).bind("a", "busy", "acme", "ada");

        assertThat(codes()).containsExactly(Map.entry("idle", ROLE_NOBODY_HOLDS));
    }

    @Test
    void aRoleThatOnlyThoseHaveWhoseAccessEndedIsHeldByNobody() {
        acme.role("idle", 1, Permission.AUDIT_READ).bind("a", "idle", "acme", "gone");

        assertThat(codes())
                .containsExactlyInAnyOrder(Map.entry("a", RULE_NEVER_MATCHES), Map.entry("idle", ROLE_NOBODY_HOLDS));
    }

    @Test
    void findsBindingsThatGiveNothing() {
        acme.bindUntil("over", "Launcher", "acme.a", Acme.NOW, "ada")
                .bindUntil("lasts", "Launcher", "acme.b", Acme.NOW.plusSeconds(1), "ada")
                .bindWhen("never", "Launcher", "acme.c", "1 > 2", "ada")
                .bindWhen("sometimes", "Launcher", "acme.d", "subject.kind == 'user'", "ada")
                .bind("unknown", "no-such-role", "acme.e", "ada");

        assertThat(codes())
                .containsExactlyInAnyOrder(
                        Map.entry("over", RULE_NEVER_MATCHES),
                        Map.entry("never", RULE_NEVER_MATCHES),
                        Map.entry("unknown", RULE_NEVER_MATCHES));
    }

    @Test
    void findsGuardrailsOfJobsThatAreElsewhere() {
        acme.guard(jobs("elsewhere", DENY, "acme.dev/*")).guard(jobs("below", DENY, "acme.prod.*/*"));

        assertThat(codes()).containsExactly(Map.entry("elsewhere", RULE_NEVER_MATCHES));
    }

    @Test
    void findsGuardrailsWhoseConditionNeverHolds() {
        acme.guard("never", "acme", DENY, "'a' == 'b'").guard("sometimes", "acme", DENY, "run.priority > 3");

        assertThat(codes()).containsExactly(Map.entry("never", RULE_NEVER_MATCHES));
    }

    @Test
    void findsABindingBelowOneThatGivesAsMuch() {
        acme.bind("everywhere", "Owner", "root", "ada").bind("below", "Launcher", "acme.data", "ada");

        var found = lint();

        assertThat(codes()).containsExactly(Map.entry("below", RULE_SHADOWED));
        assertThat(found.getFirst().others())
                .containsExactly(new RuleName("rolebinding", Namespace.ROOT, "everywhere"));
    }

    @Test
    void aBindingIsNotShadowedForThoseWhoHaveNothingElse() {
        acme.bind("everywhere", "Owner", "root", "ada").bind("below", "Launcher", "acme.data", "ada", "bob");

        assertThat(codes()).isEmpty();
    }

    @Test
    void whatHoldsForAWhileShadowsNothing() {
        acme.bindUntil("for-a-while", "Owner", "root", Acme.NOW.plusSeconds(60), "ada")
                .bind("below", "Launcher", "acme.data", "ada");

        assertThat(codes()).isEmpty();
    }

    @Test
    void ofTwoBindingsThatGiveTheSameOneIsFound() {
        acme.bind("one", "Launcher", "acme", "ada").bind("two", "Launcher", "acme", "ada");

        assertThat(codes()).hasSize(1).allMatch(found -> found.getValue() == RULE_SHADOWED);
    }

    @Test
    void findsAGuardrailBelowOneThatAlwaysDenies() {
        acme.guard("frozen", "acme", DENY).guard("no-java", "acme.data", DENY, "run.command[0] == 'java'");

        assertThat(codes()).containsExactly(Map.entry("no-java", RULE_SHADOWED));
    }

    @Test
    void aGuardrailThatDeniesSomeShadowsNone() {
        acme.guard("no-python", "acme", DENY, "run.command[0] == 'python'")
                .guard("no-java", "acme.data", DENY, "run.command[0] == 'java'");

        assertThat(codes()).isEmpty();
    }

    @Test
    void findsWhatAnAuthorEvadesByAName() {
        acme.guard(jobs("nightly", DENY, "acme.prod/nightly-*"))
                .guard("named", "acme.dev", DENY, "job.name.startsWith('nightly-')")
                .bindWhen("by-name", "Launcher", "acme", "job.name == 'report'", "ada");

        assertThat(codes())
                .containsExactlyInAnyOrder(
                        Map.entry("nightly", NAME_PATTERN_EVADABLE),
                        Map.entry("named", NAME_PATTERN_EVADABLE),
                        Map.entry("by-name", NAME_PATTERN_EVADABLE));
    }

    @Test
    void aPatternOfEveryNameIsEvadedByNobody() {
        acme.guard(jobs("all", DENY, "acme.prod/*"))
                .guard(jobs("listed", DENY, "acme.prod/nightly-*", "acme.prod.*/x", "*/*"))
                .guard(jobs("noted", new Effect.Warn(), "acme.prod/*", "acme.prod/nightly-*"));

        assertThat(codes()).isEmpty();
    }

    @Test
    void aPatternIsEvadedThatOthersCoverInPart() {
        acme.guard(jobs("here", DENY, "acme.prod/*", "acme.prod.*/nightly-*"))
                .guard(jobs("noted", new Effect.Warn(), "acme.prod/nightly-*"));

        assertThat(codes())
                .containsExactlyInAnyOrder(
                        Map.entry("here", NAME_PATTERN_EVADABLE), Map.entry("noted", NAME_PATTERN_EVADABLE));
        assertThat(lint()).extracting(Finding::message).anyMatch(message -> message.contains("acme.prod.*/nightly-*"));
    }

    @Test
    void findsWhatIsEvadedByTheNameOfTheJobThatRan() {
        acme.role("log-reader", 1, Permission.LOG_READ)
                .bindWhen("by-name", "log-reader", "acme", "resource.name == 'echo'", "ada")
                .guard(about("logs", Permission.LOG_READ, "resource.name == 'payroll'"));

        assertThat(codes())
                .containsExactlyInAnyOrder(
                        Map.entry("by-name", NAME_PATTERN_EVADABLE), Map.entry("logs", NAME_PATTERN_EVADABLE));
    }

    @Test
    void whatGoesByTheNameOfSomethingElseIsEvadedByNoJob() {
        acme.role("keeper", 1, Permission.SECRET_MANAGE)
                .bindWhen("by-name", "keeper", "acme", "resource.name == 'token'", "ada")
                .guard(about("secrets", Permission.SECRET_MANAGE, "resource.name == 'token'"))
                .guard(about("logs", Permission.LOG_READ, "resource.namespace == 'acme.prod'"));

        assertThat(codes()).isEmpty();
    }

    @Test
    void findsConditionsThatFailWhateverIsAsked() {
        acme.guard("bad-duration", "acme", DENY, "duration('1y') > duration('1s')")
                .guard("by-zero", "acme.a", new Effect.Warn(), "1 / 0 == 1")
                .guard("by-input", "acme.b", DENY, "1 / inputs.zero == 1")
                .guard("always", "acme.c", new Effect.Warn(), "1 == 1")
                .bindWhen("gives-nothing", "Launcher", "acme", "1 / 0 == 1", "ada");

        assertThat(codes())
                .containsExactlyInAnyOrder(
                        Map.entry("bad-duration", CONDITION_ALWAYS_FAILS),
                        Map.entry("by-zero", CONDITION_ALWAYS_FAILS),
                        Map.entry("gives-nothing", RULE_NEVER_MATCHES));
    }

    @Test
    void findsAConditionThatNamesAGroupOtherwiseThanItIsCalled() {
        acme.guard("two", "acme", DENY, "inGroup('release-managers')")
                .bindWhen("some", "Viewer", "acme", "inGroup('release-managers')", "ada");
        assertThat(codes()).isEmpty();

        groupNames.put(id("release-managers"), "interns");

        assertThat(codes())
                .containsExactlyInAnyOrder(
                        Map.entry("two", GROUP_NAMED_OTHERWISE), Map.entry("some", GROUP_NAMED_OTHERWISE));
        assertThat(lint())
                .allSatisfy(found -> assertThat(found.message())
                        .contains(
                                "inGroup('release-managers')",
                                id("release-managers").toString())
                        .doesNotContain("interns"));
    }

    @Test
    void findsAConditionThatNamesAGroupThatIsGone() {
        acme.guard("two", "acme", DENY, "inGroup('release-managers')");

        groupNames.clear();

        assertThat(codes()).containsExactly(Map.entry("two", GROUP_NAMED_OTHERWISE));
    }

    @Test
    void saysWhereItHadNoTimeToLookAtAll() {
        acme.guard("never", "acme", DENY, "1 > 2");
        assertThat(found().complete()).isTrue();

        overdue = true;

        assertThat(found()).isEqualTo(new Lint.Findings(List.of(), false));
    }

    @Test
    void comparesManyRulesOfOnePlaceInLittleTime() {
        for (int i = 0; i < 20_000; i++) {
            acme.role("role-" + i, 1, Permission.EXECUTION_READ, DECIDE)
                    .bind("binding-" + i, "role-" + i, "acme", "ada")
                    .guard(jobs("guardrail-" + i, DENY, "acme.prod/*-" + i));
        }

        assertTimeout(Duration.ofSeconds(20), this::lint);
    }

    @Test
    void comparesWithWhatGivesMostWhereThereAreMany() {
        for (int i = 0; i < 2 * BindingShadows.MOST_COMPARED; i++) {
            acme.role("role-" + i, 1, Permission.EXECUTION_READ).bind("a" + i, "role-" + i, "acme", "ada");
        }
        acme.bind("all", "Owner", "acme", "ada");

        assertThat(lint())
                .filteredOn(found -> found.code() == RULE_SHADOWED)
                .hasSize(2 * BindingShadows.MOST_COMPARED)
                .allSatisfy(found ->
                        assertThat(found.others()).extracting(RuleName::name).containsExactly("all"));
    }

    private Acme deciders(String group) {
        return acme.role("decider", 1, DECIDE).bindGroup("deciders", "decider", "acme", group);
    }

    private static Effect approval(int count) {
        return new Effect.RequireApproval(Set.of(id("managers")), count, Duration.ofHours(4));
    }

    private static Guardrail about(String name, Permission action, String when) {
        return new Guardrail(
                Acme.guardrail(name),
                new Namespace("acme.prod"),
                name,
                Set.of(action),
                List.of(),
                Optional.of(new Expression(when, Map.of())),
                DENY,
                false,
                "");
    }

    private static Guardrail jobs(String name, Effect effect, String... patterns) {
        return new Guardrail(
                Acme.guardrail(name),
                new Namespace("acme.prod"),
                name,
                Set.of(Permission.EXECUTION_CREATE),
                Stream.of(patterns).map(NamePattern::new).toList(),
                Optional.empty(),
                effect,
                false,
                "");
    }

    private List<Finding> lint() {
        return found().findings();
    }

    private Lint.Findings found() {
        var active = new HashSet<>(Set.of(id("ada"), id("bob")));
        accounts.forEach(account -> active.add(account.subject().id()));
        var facts = new LintFacts(Acme.NOW, active, Set.of(id("managers")), members, accounts, groupNames);
        return new Lint().of(acme.source(1), facts, KnownConditions.NONE, () -> overdue);
    }

    private List<Map.Entry<String, Finding.Code>> codes() {
        return lint().stream()
                .map(found -> Map.entry(found.rule().name(), found.code()))
                .toList();
    }
}
