package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Random policies and questions out of few names, so that much of it meets. The same random numbers make the same of both.
 */
final class RandomPolicies {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final List<Term.Atom> ATOMS = List.of(Term.Atom.values());
    private static final List<String> NAMESPACES =
            List.of("root", "acme", "acme.prod", "acme.prod.eu", "acme.data", "acme.production");
    private static final List<String> UPPER = List.of("root", "acme", "acme", "acme.prod", "acme.prod.eu", "acme.data");
    private static final List<String> PEOPLE = List.of("ada", "bob");
    private static final List<String> GROUPS = List.of("release-managers", "engineers", "sales");
    private static final List<String> ROLES =
            List.of("Owner", "Owner", "Launcher", "stopper", "secretive", "helper", "vanished");
    private static final List<String> JOBS = List.of("etl", "nightly-report");
    private static final List<String> PATTERNS = List.of("*/*", "acme.*/nightly-*", "*prod*/etl", "acme/*", "*.eu/*t");

    private static final List<SubjectKind> SUBJECT_KINDS = List.of(
            SubjectKind.USER,
            SubjectKind.USER,
            SubjectKind.SERVICE_ACCOUNT,
            SubjectKind.SERVICE_ACCOUNT,
            SubjectKind.WORKER);

    private static final List<String> KINDS = List.of("guardrail", "job", "role", "rolebinding");
    private static final List<Set<Permission>> GIVEN = List.of(
            Set.of(Permission.EXECUTION_CREATE),
            Set.of(Permission.SECRET_USE, Permission.EXECUTION_CANCEL),
            Permission.ALL);

    /** It takes longer to compile a condition than all the rest. */
    private static final int TERMS = 400;

    private static final Effect APPROVAL =
            new Effect.RequireApproval(Set.of(Acme.id("release-managers")), 1, Duration.ofHours(1));
    private static final Effect[] EFFECTS = {new Effect.Deny(), new Effect.Warn(), APPROVAL, APPROVAL, APPROVAL};

    private final RandomGenerator random;
    private final List<Term> terms;
    private int named;

    RandomPolicies(RandomGenerator random) {
        this.random = random;
        this.terms = Stream.generate(() -> term(3)).limit(TERMS).toList();
    }

    /** @param terms the meaning of its conditions, by their text */
    record Made(List<Role> roles, List<Binding> bindings, List<Guardrail> guardrails, Map<String, Term> terms) {
        ReferencePolicy reference() {
            return new ReferencePolicy(roles, bindings, guardrails, terms);
        }

        PolicySource source(long revision) {
            return new PolicySource("acme", revision, roles, bindings, guardrails, StandingStops.NONE, List.of());
        }

        /** The same without these, as far as tenants can remove them. */
        Made without(Set<Rule> rules) {
            return new Made(
                    roles,
                    bindings.stream()
                            .filter(each -> !rules.contains(each.rule()))
                            .toList(),
                    guardrails.stream()
                            .filter(each -> !rules.contains(each.rule()))
                            .toList(),
                    terms);
        }

        Binding binding(Rule rule) {
            return bindings.stream()
                    .filter(each -> each.rule().equals(rule))
                    .findFirst()
                    .orElseThrow();
        }

        Made with(Guardrail guardrail) {
            var more = new ArrayList<>(guardrails);
            more.add(guardrail);
            return new Made(roles, bindings, more, terms);
        }

        /** The same with that guardrail in another namespace. */
        Made with(Guardrail guardrail, Namespace elsewhere) {
            return without(Set.of(guardrail.rule()))
                    .with(new Guardrail(
                            guardrail.rule(),
                            elsewhere,
                            guardrail.name(),
                            guardrail.actions(),
                            guardrail.jobs(),
                            guardrail.when(),
                            guardrail.effect(),
                            guardrail.atSubmit(),
                            guardrail.message()));
        }

        /** Every rule that a tenant can remove. */
        List<Rule> rules() {
            var rules = new ArrayList<Rule>();
            bindings.forEach(each -> rules.add(each.rule()));
            guardrails.forEach(each -> rules.add(each.rule()));
            return rules;
        }
    }

    Made policy() {
        var meanings = new HashMap<String, Term>();
        var roles = List.of(
                role("stopper", Permission.EXECUTION_CANCEL, Permission.EXECUTION_CREATE),
                role("secretive", Permission.SECRET_USE, Permission.write("job")),
                role("helper", Permission.SUBJECT_IMPERSONATE, Permission.APPROVAL_DECIDE, Permission.read("job")));
        var bindings = many(9, () -> binding(meanings));
        var guardrails = many(4, () -> guardrail(meanings));
        return new Made(roles, bindings, guardrails, meanings);
    }

    private static Role role(String name, Permission... permissions) {
        return new Role(Acme.id("role " + name), name, 3, new RoleSpec("", Set.of(permissions)));
    }

    private Binding binding(Map<String, Term> meanings) {
        return new Binding(
                rule("rolebinding"),
                new Namespace(one(UPPER)),
                "b",
                one(ROLES),
                some(PEOPLE),
                some(GROUPS),
                seldom(() -> expression(meanings)),
                seldom(() -> NOON.plusSeconds(random.nextInt(-1, 2))));
    }

    /** One of some namespace, with its condition put into these. */
    Guardrail guardrail(Map<String, Term> meanings) {
        boolean ofRuns = random.nextInt(4) > 0;
        return new Guardrail(
                rule("guardrail"),
                new Namespace(one(NAMESPACES)),
                "g",
                ofRuns
                        ? Set.of(Permission.EXECUTION_CREATE)
                        : Set.of(
                                Permission.EXECUTION_CREATE,
                                Permission.EXECUTION_CANCEL,
                                Permission.SECRET_USE,
                                Permission.write("job")),
                ofRuns ? many(2, () -> new NamePattern(one(PATTERNS))) : List.of(),
                random.nextInt(4) > 0 ? Optional.of(expression(meanings)) : Optional.empty(),
                ofRuns ? EFFECTS[random.nextInt(EFFECTS.length)] : EFFECTS[random.nextInt(2)],
                random.nextInt(4) == 0,
                random.nextBoolean() ? "Ask first" : "");
    }

    private Expression expression(Map<String, Term> meanings) {
        var term = one(terms);
        meanings.put(term.cel(), term);
        return Acme.expression(term.cel());
    }

    private Term term(int deepest) {
        return switch (deepest == 0 ? 0 : random.nextInt(5)) {
            case 1 -> new Term.Not(term(deepest - 1));
            case 2, 3 -> new Term.Pair(term(deepest - 1), term(deepest - 1), random.nextBoolean());
            default -> ATOMS.get(random.nextInt(ATOMS.size()));
        };
    }

    /** @param policy whose guardrails an approval may be of */
    Question<?> question(Made policy) {
        var subject = subject();
        return switch (random.nextInt(14)) {
            case 10, 11 -> ofAdministration(subject);
            case 12 -> ofAccess(subject);
            case 13 -> new ResourceReadQuestion(subject, one(KINDS), new Namespace(one(NAMESPACES)), "thing");
            case 0 -> new LookupQuestion(subject, job());
            case 1 -> new StopQuestion(subject, new ExecutionId(new UUID(1, 2)), job(), "");
            case 2 -> new ResourceWriteQuestion(subject, "job", new Namespace(one(NAMESPACES)), one(JOBS));
            case 3 -> new SecretUseQuestion(subject, secret(), job());
            case 4, 5, 6 -> start(subject, policy);
            default -> submit(subject);
        };
    }

    private Question<?> ofAdministration(Subject subject) {
        var place = new Namespace(one(NAMESPACES));
        return switch (random.nextInt(9)) {
            case 0 -> new ResourceWriteQuestion(subject, one(KINDS), place, "thing");
            case 1 -> new ListQuestion(subject, Permission.read(one(KINDS)), place);
            case 2 -> new AuditQuestion(subject);
            case 3 -> new PolicyReadQuestion(subject, place);
            case 4 -> new TokenQuestion(subject, place);
            case 5 -> SubjectQuestion.toManage(subject, Acme.id("ada"));
            case 6 -> new SecretManageQuestion(subject, place, "key");
            case 7 -> new MasterKeyQuestion(subject, new MasterKeyQuestion.Act.Adding());
            default ->
                new ApprovalQuestion(
                        subject,
                        job(),
                        new ExecutionId(new UUID(1, 2)),
                        new UUID(3, 4),
                        Set.of(Acme.id("release-managers")),
                        one(List.of(Voter.values())));
        };
    }

    /** Whether somebody may act as somebody else, give away access, or answer for what lives on. */
    private Question<?> ofAccess(Subject subject) {
        return switch (random.nextInt(3)) {
            case 0 -> new ImpersonateQuestion(subject, subject());
            case 1 -> new LeaseAbandonQuestion(subject, "vault", new UUID(5, 6));
            default ->
                new GrantQuestion(
                        subject,
                        Permission.write("rolebinding"),
                        new GivenAccess(new Namespace(one(NAMESPACES)), one(GIVEN)));
        };
    }

    private StartQuestion start(Subject subject, Made policy) {
        var approved = new HashSet<Rule>();
        policy.guardrails().stream()
                .map(Guardrail::rule)
                .filter(_ -> random.nextInt(4) > 0)
                .forEach(approved::add);
        return new StartQuestion(
                new ExecutionId(new UUID(1, 2)),
                submit(subject),
                random.nextInt(4) > 0 ? Optional.of(subject()) : Optional.empty(),
                many(2, this::secret),
                random.nextInt(1, 3),
                random.nextBoolean()
                        ? Optional.of(new Approval(new UUID(3, 4), approved, List.of()))
                        : Optional.empty());
    }

    private SubmitQuestion submit(Subject subject) {
        var inputs = new LinkedHashMap<String, Object>();
        if (random.nextInt(4) > 0) {
            inputs.put("day", random.nextBoolean() ? "today" : "tomorrow");
        }
        if (random.nextInt(4) > 0) {
            inputs.put("rows", one(List.<Object>of(3, 30L, 9.5, 10.0, "many")));
        }
        var planned = new PlannedRun(
                "process",
                Map.of(),
                List.of(random.nextBoolean() ? "java" : "sh", "run"),
                List.of(),
                List.of(),
                List.of(),
                "default",
                random.nextInt(4) > 0 ? Map.of("team", random.nextBoolean() ? "data" : "web") : Map.of(),
                0,
                Duration.ofMinutes(5));
        return new SubmitQuestion(
                subject,
                new JobReference(job(), new UUID(5, 6), 3, "ab".repeat(32)),
                inputs,
                LaunchOptions.NONE,
                many(2, this::secret),
                random.nextInt(4) == 0,
                "default",
                random.nextBoolean(),
                () -> planned);
    }

    private Subject subject() {
        String name = one(PEOPLE);
        var subject = new Subject(
                "acme", Acme.id(name), one(SUBJECT_KINDS), name, random.nextInt(12) > 0, 1, some(GROUPS), NOON);
        var scope = random.nextInt(4) == 0 ? Optional.of(scope()) : Optional.<Scope>empty();
        var actor = random.nextInt(8) == 0
                ? Optional.of(new SubjectEpoch(Acme.id("support"), 1))
                : Optional.<SubjectEpoch>empty();
        return subject.within(scope).actedBy(actor).from(one(List.of("", "10.1.2.3", "192.168.0.1", "2001:db8::1")));
    }

    private Scope scope() {
        var permissions =
                random.nextBoolean() ? Permission.ALL : Set.of(Permission.EXECUTION_CREATE, Permission.SECRET_USE);
        return new Scope(new UUID(7, 8), permissions, new Namespace(one(NAMESPACES)));
    }

    private JobName job() {
        return new JobName(new Namespace(one(NAMESPACES)), one(JOBS));
    }

    private SecretReference secret() {
        return new SecretReference("embedded", new Namespace(one(NAMESPACES)), "key");
    }

    private Rule rule(String kind) {
        return new Rule(kind, new UUID(random.nextLong(), named++), 1);
    }

    private Set<UUID> some(List<String> names) {
        var ids = new HashSet<UUID>();
        names.stream().filter(_ -> random.nextBoolean()).map(Acme::id).forEach(ids::add);
        return ids;
    }

    private <T> Optional<T> seldom(Supplier<T> made) {
        return random.nextInt(3) == 0 ? Optional.of(made.get()) : Optional.empty();
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private <T> List<T> many(int most, Supplier<T> made) {
        return IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(_ -> made.get())
                .toList();
    }
}
