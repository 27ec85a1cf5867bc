package dev.gatehouse.cli;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Conditions;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.GuardrailForm;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RuleSpecs;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.worker.Egress;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** What the versions of our manifests begin with. */
    private static final String OURS = "gatehouse.dev/";

    /** Kubernetes has roles and role bindings, too. */
    private static final String KUBERNETES = "rbac.authorization.k8s.io/";

    private static final Set<String> RULES = Set.of("Role", "RoleBinding", "Guardrail");
    private static final String WHEN = "when";
    private static final String GROUPS = "groups";
    private static final String EXPIRES = "expires";
    private static final String APPROVAL = "approval";

    private final Conditions conditions = new Conditions();
    private final Map<String, ManifestSchema> schemas = new HashMap<>();
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
        String version = document.word("apiVersion");
        String kind = document.word("kind");
        if (version.startsWith(OURS) && !RULES.contains(kind) && !OTHER_KINDS.contains(kind)) {
            throw document.member("kind").wrong("there is no kind " + kind);
        }
        if (RULES.contains(kind) && !version.startsWith(KUBERNETES)) {
            addRule(document, kind);
        }
    }

    private void addRule(YamlValue document, String kind) {
        schemas.computeIfAbsent(kind, ManifestSchema::of).hold(document);
        YamlValue metadata = document.member("metadata");
        String name = metadata.member("name").text();
        switch (kind) {
            case "Role" -> addRole(metadata, name, document.member("spec"));
            case "RoleBinding" -> addBinding(metadata, name, document.member("spec"));
            default -> addGuardrail(metadata, name, document.member("spec"));
        }
        String place = metadata.members().containsKey("namespace")
                ? metadata.member("namespace").text()
                : "";
        if (!seen.add(kind + " " + place + "/" + name)) {
            throw metadata.wrong("this resource is declared twice");
        }
    }

    private void addRole(YamlValue metadata, String name, YamlValue spec) {
        if (Role.isBuiltIn(name)) {
            throw metadata.member("name").wrong("this role is built in");
        }
        spec.member("permissions").items().forEach(permission -> {
            if (Permission.parse(permission.text()).isEmpty()) {
                throw permission.wrong("there is no permission " + permission.text());
            }
        });
        roles.add(read(
                spec,
                () -> RuleSpecs.role(PolicyNames.rule("role", "root", name).id(), name, 1, spec.object())));
    }

    private void addBinding(YamlValue metadata, String name, YamlValue spec) {
        Map<String, YamlValue> members = spec.members();
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
        Map.Entry<String, YamlValue> only = subject.members().firstEntry();
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
        Map<String, YamlValue> members = spec.members();
        Namespace namespace = namespace(metadata);
        GuardrailForm form = form(namespace, spec);
        form.flaws().stream().findFirst().ifPresent(flaw -> {
            throw spec.at(flaw.at()).wrong(flaw.message());
        });
        Map<String, Object> resolved = spec.object();
        if (members.containsKey(WHEN)) {
            resolved.put(GROUPS, groups(spec, text -> conditions.read(text, form.permissions())));
        }
        if (members.containsKey(APPROVAL)) {
            resolved.put(APPROVAL, approval(spec.member(APPROVAL)));
        }
        guardrails.add(read(
                        spec,
                        () -> RuleSpecs.guardrail(
                                PolicyNames.rule("guardrail", namespace.path(), name), namespace, name, resolved))
                .orElseThrow(() -> spec.wrong("a guardrail is about something")));
    }

    private static GuardrailForm form(Namespace namespace, YamlValue spec) {
        YamlValue match = spec.member("match");
        return new GuardrailForm(
                namespace,
                match.member("actions").texts(),
                match.members().containsKey("jobs") ? match.member("jobs").texts() : List.of(),
                spec.member("action").text(),
                spec.members().containsKey("at"),
                Optional.ofNullable(spec.members().get(APPROVAL))
                        .map(approval -> approval.member(EXPIRES).text()));
    }

    private static Map<String, Object> approval(YamlValue approval) {
        Map<String, YamlValue> members = approval.members();
        Optional.ofNullable(members.get("notify"))
                .ifPresent(url -> Egress.misspelling(url.text()).ifPresent(code -> {
                    throw url.wrong("not a URL that is called: " + code);
                }));
        Map<String, Object> resolved = approval.object();
        resolved.put(
                "from",
                Map.of(
                        GROUPS,
                        approval.member("from").member(GROUPS).texts().stream()
                                .map(name -> PolicyNames.group(name).toString())
                                .toList()));
        resolved.putIfAbsent("count", 1);
        return resolved;
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
