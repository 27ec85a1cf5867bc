package dev.gatehouse.cli;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Judgement.Outcome;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PlannedRun;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.ResourceReadQuestion;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.SecretManageQuestion;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.SecretUseQuestion;
import dev.gatehouse.policy.StopQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.SubmitQuestion;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the cases of a test of policies. */
final class PolicyCases {
    private static final Map<String, Outcome> OUTCOMES =
            Map.of("allow", Outcome.ALLOW, "deny", Outcome.DENY, "approval", Outcome.APPROVAL);
    private static final Set<String> OF_ALL = Set.of("action", "now", "source");
    private static final Set<String> OF_RUNS = Set.of(
            "job",
            "revision",
            "pinned",
            "inputs",
            "launch",
            "secrets",
            "labels",
            "connector",
            "command",
            "env",
            "hosts",
            "audiences",
            "workerGroup",
            "priority",
            "timeout");
    private static final ExecutionId EXECUTION = new ExecutionId(new UUID(0, 0));
    private static final Set<Permission> OF_EXECUTIONS =
            Set.of(Permission.EXECUTION_READ, Permission.LOG_READ, Permission.OUTPUT_READ);

    private static final Set<String> READ_AND_WRITTEN = Permission.ALL.stream()
            .filter(permission -> permission.action().equals("write"))
            .map(Permission::resource)
            .filter(kind -> !kind.equals("scimclient"))
            .collect(Collectors.toUnmodifiableSet());

    private final Instant now;

    /** @param now when what does not say so is asked */
    PolicyCases(Instant now) {
        this.now = now;
    }

    List<PolicyCase> read(YamlValue cases) {
        return cases.items().stream().map(this::one).toList();
    }

    private PolicyCase one(YamlValue each) {
        Map<String, YamlValue> members = each.members(Set.of("name", "subject", "ask", "expect", "rules"));
        YamlValue expect = each.member("expect");
        if (!OUTCOMES.containsKey(expect.text())) {
            throw expect.wrong("what is expected is allow, deny or approval");
        }
        YamlValue ask = each.member("ask");
        YamlValue action = ask.member("action");
        Permission permission = Permission.parse(action.text())
                .orElseThrow(() -> action.wrong("there is no permission " + action.text()));
        Optional<YamlValue> moment = optional(ask, "now");
        Instant at = moment.map(PolicyCases::moment).orElse(now);
        Subject subject =
                subject(each.member("subject"), optional(ask, "source").map(PolicyCases::address), at);
        return new PolicyCase(
                each.line(),
                each.member("name").text(),
                (subject.kind() == SubjectKind.USER ? "user " : "service account ") + subject.name(),
                permission.equals(Permission.EXECUTION_CREATE) ? run(ask, subject) : other(ask, permission, subject),
                at,
                OUTCOMES.getOrDefault(expect.text(), Outcome.DENY),
                members.containsKey("rules") ? each.member("rules").texts() : List.of());
    }

    private static Subject subject(YamlValue subject, Optional<String> source, Instant at) {
        Map<String, YamlValue> members = subject.members(Set.of("user", "serviceAccount", "groups"));
        boolean isUser = members.containsKey("user");
        if (isUser == members.containsKey("serviceAccount")) {
            throw subject.wrong("a subject is a user or a serviceAccount");
        }
        String name = subject.member(isUser ? "user" : "serviceAccount").text();
        Set<UUID> groups = members.containsKey("groups")
                ? subject.member("groups").texts().stream()
                        .map(PolicyNames::group)
                        .collect(Collectors.toSet())
                : Set.of();
        return new Subject(
                        PolicyManifests.TENANT,
                        isUser ? PolicyNames.user(name) : PolicyNames.serviceAccount(name),
                        isUser ? SubjectKind.USER : SubjectKind.SERVICE_ACCOUNT,
                        name,
                        true,
                        1,
                        groups,
                        at)
                .from(source.orElse(""));
    }

    private static Question<?> other(YamlValue ask, Permission permission, Subject subject) {
        requireMembers(ask, Set.of("resource"));
        YamlValue resource = ask.member("resource");
        String[] parts = resource.text().split("/", 2);
        Namespace namespace = Namespace.parse(parts[0]).orElseThrow(() -> resource.wrong(Namespace.FORM));
        return parts.length == 1
                ? new ListQuestion(subject, permission, namespace)
                : JobName.parse(resource.text())
                        .map(name -> one(subject, permission, name))
                        .orElseThrow(() -> resource.wrong("a resource is a namespace, or namespace/name"));
    }

    /** As the gateway asks about one thing of that name; about an execution it asks by its job's. */
    private static Question<?> one(Subject subject, Permission permission, JobName name) {
        Namespace namespace = name.namespace();
        if (OF_EXECUTIONS.contains(permission)) {
            return new ExecutionReadQuestion(subject, permission, name, EXECUTION);
        }
        if (permission.equals(Permission.EXECUTION_CANCEL)) {
            return new StopQuestion(subject, EXECUTION, name, "");
        }
        if (permission.equals(Permission.SECRET_USE)) {
            var secret = new SecretReference("embedded", namespace, name.name());
            return new SecretUseQuestion(subject, secret, new JobName(namespace, "any"));
        }
        if (permission.equals(Permission.SECRET_MANAGE)) {
            return new SecretManageQuestion(subject, namespace, name.name());
        }
        if (!READ_AND_WRITTEN.contains(permission.resource())) {
            return new CheckQuestion(subject, permission, namespace, name.name());
        }
        return permission.action().equals("write")
                ? new ResourceWriteQuestion(subject, permission.resource(), namespace, name.name())
                : new ResourceReadQuestion(subject, permission.resource(), namespace, name.name());
    }

    private static Question<?> run(YamlValue ask, Subject subject) {
        requireMembers(ask, OF_RUNS);
        YamlValue job = ask.member("job");
        JobName name = JobName.parse(job.text())
                .orElseThrow(() -> job.wrong("a job is namespace/name, such as acme.data/nightly-report"));
        LaunchOptions launch = optional(ask, "launch").map(PolicyCases::launch).orElse(LaunchOptions.NONE);
        PlannedRun planned = planned(ask, launch);
        return new SubmitQuestion(
                subject,
                new JobReference(
                        name,
                        PolicyNames.rule("job", name.namespace().path(), name.name())
                                .id(),
                        optional(ask, "revision").map(YamlValue::integer).orElse(1),
                        "0".repeat(64)),
                optional(ask, "inputs").map(YamlValue::object).orElse(Map.of()),
                launch,
                optional(ask, "secrets").map(PolicyCases::secrets).orElse(List.of()),
                false,
                planned.workerGroup(),
                optional(ask, "pinned").map(YamlValue::truth).orElse(false),
                () -> planned);
    }

    private static LaunchOptions launch(YamlValue launch) {
        launch.members(Set.of("args", "env", "workerGroup", "labels", "priority", "timeout"));
        return new LaunchOptions(
                texts(launch, "args"),
                optional(launch, "env").map(YamlValue::textsByName).orElse(Map.of()),
                optional(launch, "workerGroup").map(YamlValue::text),
                labels(launch),
                optional(launch, "priority").map(YamlValue::integer).orElse(0),
                optional(launch, "timeout").map(PolicyCases::duration));
    }

    /** As a gateway plans it, from what the job's manifest says and what the launch changes. */
    private static PlannedRun planned(YamlValue ask, LaunchOptions launch) {
        Map<String, String> labels = new LinkedHashMap<>(labels(ask));
        labels.putAll(launch.labels());
        List<String> command = new ArrayList<>(texts(ask, "command"));
        command.addAll(launch.args());
        Set<String> env = new TreeSet<>(texts(ask, "env"));
        env.addAll(launch.env().keySet());
        int priority = optional(ask, "priority").map(YamlValue::integer).orElse(0);
        return new PlannedRun(
                optional(ask, "connector").map(YamlValue::text).orElse("process"),
                labels(ask),
                command,
                List.copyOf(env),
                texts(ask, "hosts"),
                texts(ask, "audiences"),
                launch.workerGroup()
                        .orElse(optional(ask, "workerGroup")
                                .map(YamlValue::text)
                                .orElse("default")),
                labels,
                launch.priority() == 0 ? priority : launch.priority(),
                launch.timeout()
                        .orElse(optional(ask, "timeout")
                                .map(PolicyCases::duration)
                                .orElse(Duration.ofHours(1))));
    }

    private static List<SecretReference> secrets(YamlValue secrets) {
        return secrets.items().stream()
                .map(secret -> {
                    String[] parts = secret.text().split("/", -1);
                    if (parts.length != 3) {
                        throw secret.wrong("a secret is store/namespace/name");
                    }
                    return parsed(
                            secret,
                            "a secret is store/namespace/name",
                            _ -> new SecretReference(parts[0], new Namespace(parts[1]), parts[2]));
                })
                .toList();
    }

    private static void requireMembers(YamlValue ask, Set<String> known) {
        Set<String> all = new TreeSet<>(OF_ALL);
        all.addAll(known);
        ask.members(all);
    }

    private static List<String> texts(YamlValue of, String name) {
        return optional(of, name).map(YamlValue::texts).orElse(List.of());
    }

    private static Map<String, String> labels(YamlValue of) {
        return optional(of, "labels").map(YamlValue::textsByName).orElse(Map.of());
    }

    private static Optional<YamlValue> optional(YamlValue of, String name) {
        return Optional.ofNullable(of.members().get(name));
    }

    private static Instant moment(YamlValue value) {
        return parsed(
                value,
                "a moment is such as 2026-12-24T18:00:00+01:00",
                text -> OffsetDateTime.parse(text).toInstant());
    }

    private static Duration duration(YamlValue value) {
        return parsed(value, "a duration is such as PT15M", Duration::parse);
    }

    private static String address(YamlValue value) {
        return parsed(
                value,
                "an address is such as 192.0.2.7",
                text -> InetAddress.ofLiteral(text).getHostAddress());
    }

    private static <T> T parsed(YamlValue value, String form, Function<String, T> parser) {
        try {
            return parser.apply(value.text());
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw value.wrong(form);
        }
    }
}
