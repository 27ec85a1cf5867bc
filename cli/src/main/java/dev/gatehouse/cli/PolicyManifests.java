package dev.gatehouse.cli;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Conditions;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.NamePattern;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RuleSpecs;
import dev.gatehouse.policy.StandingStops;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The roles, role bindings and guardrails of manifests, read without a gateway. What a gateway would refuse is refused here,
 * but for whether the people, groups and namespaces exist.
 */
final class PolicyManifests {
    static final String TENANT = "test";

    private static final Set<String> OTHER_KINDS =
            Set.of("Namespace", "WorkerGroup", "IdentityProvider", "ServiceAccount", "SecretStore", "Secret", "Job");
    private static final Set<Permission> RUNS = Set.of(Permission.EXECUTION_CREATE);
    private static final String WHEN = "when";
    private static final String GROUPS = "groups";
    private static final String EXPIRES = "expires";
    private static final String APPROVAL = "approval";

    private final Conditions conditions = new Conditions();
    private final Set<String> seen = new HashSet<>();
    private final List<Role> roles = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Guardrail> guardrails = new ArrayList<>();

    /** Where bindings name their roles, which may come in a later document. */
    private final Map<YamlValue, String> named = new LinkedHashMap<>();

    private PolicyManifests() {}

    /** The policy that the documents make. */
    static PolicySource policy(List<YamlValue> documents) {
        var read = new PolicyManifests();
        documents.forEach(read::add);
        read.requireRoles();
        return new PolicySource(TENANT, 1, read.roles, read.bindings, read.guardrails, StandingStops.NONE, List.of());
    }

    private void add(YamlValue document) {
        String kind = document.member("kind").text();
        if (OTHER_KINDS.contains(kind)) {
            return;
        }
        document.members(Set.of("apiVersion", "kind", "metadata", "spec"));
        if (!document.member("apiVersion").text().equals("gatehouse.dev/v1")) {
            throw document.member("apiVersion").wrong("the version of manifests is gatehouse.dev/v1");
        }
        YamlValue metadata = document.member("metadata");
        String name = metadata.member("name").text();
        switch (kind) {
            case "Role" -> addRole(metadata, name, document.member("spec"));
            case "RoleBinding" -> addBinding(metadata, name, document.member("spec"));
            case "Guardrail" -> addGuardrail(metadata, name, document.member("spec"));
            default -> throw document.member("kind").wrong("there is no kind " + kind);
        }
        String place = metadata.members().containsKey("namespace")
                ? metadata.member("namespace").text()
                : "";
        if (!seen.add(kind + " " + place + "/" + name)) {
            throw metadata.wrong("this resource is declared twice");
        }
    }

    private void addRole(YamlValue metadata, String name, YamlValue spec) {
        metadata.members(Set.of("name", "revision"));
        spec.members(Set.of("description", "permissions"));
        if (Role.isBuiltIn(name)) {
            throw metadata.member("name").wrong("this role is built in");
        }
        permissions(spec.member("permissions"));
        roles.add(read(
                spec,
                () -> RuleSpecs.role(PolicyNames.rule("role", "root", name).id(), name, 1, spec.object())));
    }

    private void addBinding(YamlValue metadata, String name, YamlValue spec) {
        Map<String, YamlValue> members = spec.members(Set.of("description", "role", "subjects", WHEN, GROUPS, EXPIRES));
        Namespace namespace = namespace(metadata);
        named.put(spec.member("role"), spec.member("role").text());
        Map<String, Object> resolved = spec.object();
        resolved.put(
                "subjects",
                spec.member("subjects").items().stream()
                        .map(PolicyManifests::subject)
                        .toList());
        if (members.containsKey(WHEN)) {
            resolved.put(GROUPS, groups(spec, conditions::read));
        }
        if (members.containsKey(EXPIRES)) {
            YamlValue expires = spec.member(EXPIRES);
            resolved.put(
                    EXPIRES,
                    read(
                            expires,
                            () -> OffsetDateTime.parse(expires.text())
                                    .toInstant()
                                    .toString()));
        }
        bindings.add(read(
                spec,
                () -> RuleSpecs.binding(
                        PolicyNames.rule("rolebinding", namespace.path(), name), namespace, name, resolved)));
    }

    private static Map<String, String> subject(YamlValue subject) {
        Map<String, YamlValue> members = subject.members(Set.of("user", "group", "serviceAccount", "id"));
        if (members.size() != 1) {
            throw subject.wrong("a subject is one of user, group, serviceAccount and id");
        }
        Map.Entry<String, YamlValue> only = members.entrySet().iterator().next();
        String name = only.getValue().text();
        return switch (only.getKey()) {
            case "user" -> Map.of("id", PolicyNames.user(name).toString());
            case "serviceAccount" ->
                Map.of("id", PolicyNames.serviceAccount(name).toString());
            case "group" -> Map.of("group", PolicyNames.group(name).toString());
            default -> Map.of("id", name);
        };
    }

    private void addGuardrail(YamlValue metadata, String name, YamlValue spec) {
        Map<String, YamlValue> members =
                spec.members(Set.of("description", "match", WHEN, GROUPS, "at", "action", "message", APPROVAL));
        Namespace namespace = namespace(metadata);
        Map<String, YamlValue> match = spec.member("match").members(Set.of("actions", "jobs"));
        Set<Permission> actions = permissions(spec.member("match").member("actions"));
        if (!actions.stream().allMatch(Permission::isGuarded)) {
            throw spec.member("match").wrong("a guardrail about guardrails could not be found, or not be taken back");
        }
        if (match.containsKey("jobs")) {
            spec.member("match").member("jobs").items().forEach(pattern -> {
                if (!NamePattern.isOne(pattern.text())) {
                    throw pattern.wrong("not a pattern of full job names, such as acme.prod/nightly-*");
                }
            });
        }
        boolean wantsApproval = spec.member("action").text().equals("RequireApproval");
        if (!actions.equals(RUNS) && (match.containsKey("jobs") || wantsApproval)) {
            throw spec.wrong("only execution:create is of jobs and waits for approval");
        }
        if (wantsApproval != members.containsKey(APPROVAL)) {
            throw spec.wrong("RequireApproval says who approves, and nothing else does");
        }
        Map<String, Object> resolved = spec.object();
        if (members.containsKey(WHEN)) {
            resolved.put(GROUPS, groups(spec, text -> conditions.read(text, actions)));
        }
        if (members.containsKey("at") && !spec.member("at").text().equals("submit")) {
            throw spec.member("at")
                    .wrong("a guardrail is asked at submit, or, without this, whenever there is a question");
        }
        if (wantsApproval) {
            resolved.put(APPROVAL, approval(spec.member(APPROVAL)));
        }
        guardrails.add(read(
                        spec,
                        () -> RuleSpecs.guardrail(
                                PolicyNames.rule("guardrail", namespace.path(), name), namespace, name, resolved))
                .orElseThrow(() -> spec.wrong("a guardrail is about something")));
    }

    private static Map<String, Object> approval(YamlValue approval) {
        Map<String, YamlValue> members = approval.members(Set.of("from", "count", EXPIRES));
        approval.member("from").members(Set.of(GROUPS));
        YamlValue expires = approval.member(EXPIRES);
        if (!isWait(read(expires, () -> Duration.parse(expires.text())))) {
            throw expires.wrong("an approval is waited for between PT1M and P30D");
        }
        return Map.of(
                "from",
                Map.of(
                        GROUPS,
                        approval.member("from").member(GROUPS).texts().stream()
                                .map(name -> PolicyNames.group(name).toString())
                                .toList()),
                "count",
                members.containsKey("count") ? approval.member("count").integer() : 1,
                EXPIRES,
                expires.text());
    }

    private static boolean isWait(Duration wait) {
        return wait.compareTo(Duration.ofMinutes(1)) >= 0 && wait.compareTo(Duration.ofDays(30)) <= 0;
    }

    private static Set<Permission> permissions(YamlValue names) {
        return names.items().stream()
                .map(name -> Permission.parse(name.text())
                        .orElseThrow(() -> name.wrong("there is no permission " + name.text())))
                .collect(Collectors.toSet());
    }

    /** The ids of the groups that the condition names: those that the spec says, and else those that go by the names. */
    private static Map<String, String> groups(YamlValue spec, Function<String, Conditions.Reading> reader) {
        YamlValue when = spec.member(WHEN);
        Map<String, String> said =
                spec.members().containsKey(GROUPS) ? spec.member(GROUPS).textsByName() : Map.of();
        return switch (reader.apply(when.text())) {
            case Conditions.Reading.Flawed(var flaws) -> {
                var flaw = flaws.getFirst();
                throw when.wrong(
                        "the condition's line " + flaw.line() + ", column " + flaw.column() + ": " + flaw.message());
            }
            case Conditions.Reading.Sound(var names) -> {
                Map<String, String> ids = new HashMap<>();
                names.forEach(name -> ids.put(
                        name, PolicyNames.group(said.getOrDefault(name, name)).toString()));
                yield ids;
            }
        };
    }

    private static Namespace namespace(YamlValue metadata) {
        metadata.members(Set.of("namespace", "name", "revision"));
        YamlValue namespace = metadata.member("namespace");
        return Namespace.parse(namespace.text()).orElseThrow(() -> namespace.wrong(Namespace.FORM));
    }

    private void requireRoles() {
        Set<String> known = roles.stream().map(Role::name).collect(Collectors.toSet());
        Role.BUILT_IN.forEach(role -> known.add(role.name()));
        named.forEach((place, role) -> {
            if (!known.contains(role)) {
                throw place.wrong("there is no such role");
            }
        });
    }

    /** Something that cannot be read is wrong at that place. */
    private static <T> T read(YamlValue place, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw place.wrong("this cannot be read: " + unreadable.getMessage());
        }
    }
}
