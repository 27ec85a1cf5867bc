package dev.gatehouse.policy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The tenant {@code acme} of the tests: its people, its rules, and the engine that answers for it. */
final class Acme {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final Duration MAX_AGE = Duration.ofSeconds(5);
    static final UUID DECISION = id("decision");
    static final long REVISION = 7;

    static final PlannedRun PLANNED = new PlannedRun(
            "process",
            Map.of("team", "data"),
            List.of("java", "Report.java", "--day", "2026-11-22"),
            List.of("DB_PASSWORD"),
            List.of(),
            List.of(),
            "default",
            Map.of("team", "data"),
            0,
            Duration.ofMinutes(15));

    private final List<Role> roles = new ArrayList<>();
    private final List<Guardrail> guardrails = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final List<KillSwitch> switches = new ArrayList<>();
    private Optional<String> maintenance = Optional.empty();

    static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    static Subject person(String name, String... groups) {
        return person(name, true, 1, groups);
    }

    static Subject person(String name, boolean active, long epoch, String... groups) {
        var ids = Set.copyOf(List.of(groups).stream().map(Acme::id).toList());
        return new Subject("acme", id(name), SubjectKind.USER, name, active, epoch, ids, NOW);
    }

    /** The same, but for what it is. */
    static Subject of(SubjectKind kind, Subject subject) {
        return new Subject(
                subject.tenant(),
                subject.id(),
                kind,
                subject.name(),
                subject.active(),
                subject.epoch(),
                subject.groups(),
                subject.readAt());
    }

    static Subject ended(String name) {
        return person(name, false, 2);
    }

    static Subject readAt(Subject subject, Instant readAt) {
        return new Subject(
                subject.tenant(),
                subject.id(),
                subject.kind(),
                subject.name(),
                subject.active(),
                subject.epoch(),
                subject.groups(),
                readAt);
    }

    static JobName job(String name) {
        return JobName.parse(name).orElseThrow();
    }

    static SecretReference secret(String namespace, String name) {
        return new SecretReference("embedded", new Namespace(namespace), name);
    }

    static LookupQuestion lookUp(Subject subject, String job) {
        return new LookupQuestion(subject, job(job));
    }

    static SubmitQuestion submit(Subject subject, String job, boolean overrides, SecretReference... secrets) {
        var reference = new JobReference(job(job), id(job), 3, "ab".repeat(32));
        return new SubmitQuestion(
                subject,
                reference,
                Map.of("day", "2026-11-22"),
                LaunchOptions.NONE,
                List.of(secrets),
                overrides,
                "default",
                false,
                () -> PLANNED);
    }

    Acme role(String name, long revision, Permission... permissions) {
        roles.add(new Role(id("role " + name), name, revision, new RoleSpec("", Set.of(permissions))));
        return this;
    }

    Acme bind(String name, String role, String namespace, String... subjects) {
        return bind(name, role, namespace, ids(subjects), Set.of());
    }

    Acme bindGroup(String name, String role, String namespace, String... groups) {
        return bind(name, role, namespace, Set.of(), ids(groups));
    }

    private Acme bind(String name, String role, String namespace, Set<UUID> subjects, Set<UUID> groups) {
        return bind(name, role, namespace, subjects, groups, Optional.empty(), Optional.empty());
    }

    /** On a condition, in which groups are named as here. */
    Acme bindWhen(String name, String role, String namespace, String when, String... subjects) {
        return bind(name, role, namespace, ids(subjects), Set.of(), Optional.of(expression(when)), Optional.empty());
    }

    Acme bindUntil(String name, String role, String namespace, Instant expires, String... subjects) {
        return bind(name, role, namespace, ids(subjects), Set.of(), Optional.empty(), Optional.of(expires));
    }

    private Acme bind(
            String name,
            String role,
            String namespace,
            Set<UUID> subjects,
            Set<UUID> groups,
            Optional<Expression> when,
            Optional<Instant> expires) {
        bindings.add(new Binding(binding(name), new Namespace(namespace), name, role, subjects, groups, when, expires));
        return this;
    }

    /** About runs, always or where the condition holds. */
    Acme guard(String name, String namespace, Effect effect, String... when) {
        return guard(new Guardrail(
                guardrail(name),
                new Namespace(namespace),
                name,
                Set.of(Permission.EXECUTION_CREATE),
                List.of(),
                Stream.of(when).findFirst().map(Acme::expression),
                effect,
                false,
                ""));
    }

    Acme guard(Guardrail guardrail) {
        guardrails.add(guardrail);
        return this;
    }

    static Rule guardrail(String name) {
        return new Rule("guardrail", id(name), 1);
    }

    static Expression expression(String text) {
        return new Expression(text, Map.of("release-managers", id("release-managers")));
    }

    Acme stop(String name, StopLevel level, StopExtent extent) {
        switches.add(new KillSwitch(id(name), 1, extent, level));
        return this;
    }

    Acme maintain(String message) {
        maintenance = Optional.of(message);
        return this;
    }

    private static Set<UUID> ids(String... names) {
        return Set.copyOf(List.of(names).stream().map(Acme::id).toList());
    }

    static Rule binding(String name) {
        return new Rule("rolebinding", id(name), 2);
    }

    PolicySource source(long revision) {
        var stops = new StandingStops(switches, maintenance);
        return new PolicySource("acme", revision, roles, bindings, guardrails, stops, List.of());
    }

    TenantPolicies engineAt(Instant now) {
        var engine = new TenantPolicies(() -> now, () -> DECISION, MAX_AGE);
        engine.replace(source(REVISION), NOW);
        return engine;
    }

    <P extends Permit> Decision<P> decide(Question<P> question) {
        return engineAt(NOW).decide(question);
    }

    /** The permit of a question that this policy allows. */
    <P extends Permit> P allowed(Question<P> question) {
        return switch (decide(question)) {
            case Decision.Allow<P> allow -> allow.permit();
            case Decision.Deny<P> deny -> throw new AssertionError("denied: " + deny.reasons());
            case Decision.ApprovalRequired<P> approval ->
                throw new AssertionError("wants approval: " + approval.permit().rules());
            case Decision.Unavailable<P> unavailable -> throw new AssertionError("unavailable: " + unavailable.cause());
        };
    }

    /** The codes why this policy denies a question. */
    List<String> denied(Question<?> question) {
        return reasons(question).stream().map(Reason::code).toList();
    }

    /** Why this policy denies a question. */
    List<Reason> reasons(Question<?> question) {
        return switch (decide(question)) {
            case Decision.Deny<?> deny -> deny.reasons();
            case Decision.Allow<?> allow ->
                throw new AssertionError("allowed: " + allow.permit().grounds());
            case Decision.ApprovalRequired<?> approval ->
                throw new AssertionError("wants approval: " + approval.permit().rules());
            case Decision.Unavailable<?> unavailable -> throw new AssertionError("unavailable: " + unavailable.cause());
        };
    }
}
