package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.group;
import static dev.gatehouse.gateway.resource.ResourceCalls.job;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.put;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.routes.Route;
import dev.gatehouse.policy.Permission;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route of resources with every kind: nobody changes, deletes or reads one kind by a permission of another. */
@QuarkusTest
class EveryKindTest {
    /** Declared before the test. */
    private static final String THERE = "there";

    /** Declared by nobody. */
    private static final String NEW = "new";

    @Inject
    BeanManager beans;

    @Inject
    Kinds kinds;

    @Inject
    TestAccess access;

    private Account owner;
    private String mark;

    @Test
    void isAskedAboutAtTheRootAloneWhereItHasNoNamespaces() {
        assertThat(kinds.all())
                .allSatisfy(kind -> assertThat(Permission.read(kind.word()).isTenantWide())
                        .as(kind.name())
                        .isEqualTo(!kind.namespaced()));
    }

    @BeforeEach
    void oneOfEachKind() {
        owner = access.account("acme", "Owner", "root");
        mark = owner.subject().toString().replace("-", "").substring(12);
        // The one that stores log in with is no document of its kind here: what is used is not deleted.
        apply(owner, secret("root", name("login"))).statusCode(200);
        apply(
                        owner,
                        manifest(kinds.all().stream()
                                .map(kind -> document(kind.name(), name(THERE)))
                                .toArray(String[]::new)))
                .statusCode(200);
    }

    private String name(String which) {
        return which + mark;
    }

    /** A document that its kind's reader takes; in a namespace that is there, where its kind has one. */
    private String document(String kind, String name) {
        String home = name(THERE);
        return switch (kind) {
            case "Namespace" -> namespace(name);
            case "WorkerGroup" -> group(name);
            case "Role" ->
                "apiVersion: gatehouse.dev/v1\nkind: Role\nmetadata: {name: %s}\nspec: {permissions: [\"job:read\"]}\n"
                        .formatted(name);
            case "RoleBinding" -> """
                    apiVersion: gatehouse.dev/v1
                    kind: RoleBinding
                    metadata: {namespace: %s, name: %s}
                    spec: {role: Owner, subjects: [{id: %s}]}
                    """.formatted(home, name, owner.subject());
            case "Guardrail" -> """
                    apiVersion: gatehouse.dev/v1
                    kind: Guardrail
                    metadata: {namespace: %s, name: %s}
                    spec:
                      match: {actions: ["execution:create"]}
                      when: "subject.kind == 'worker'"
                      action: Deny
                    """.formatted(home, name);
            case "IdentityProvider" -> """
                    apiVersion: gatehouse.dev/v1
                    kind: IdentityProvider
                    metadata: {name: %s}
                    spec: {issuer: "https://%s.example", audience: gatehouse}
                    """.formatted(name, name);
            case "ServiceAccount" -> """
                    apiVersion: gatehouse.dev/v1
                    kind: ServiceAccount
                    metadata: {name: %s}
                    spec: {description: "of %s"}
                    """.formatted(name, home);
            case "SecretStore" -> """
                    apiVersion: gatehouse.dev/v1
                    kind: SecretStore
                    metadata: {name: %s}
                    spec:
                      paths: ["kv/{tenant}/"]
                      vault:
                        address: https://bao.example
                        login: {appRole: {roleId: gatehouse, secretId: root/%s}}
                        mounts: {kv: kv2}
                    """.formatted(name, name("login"));
            case "Secret" -> secret(home, name);
            case "Job" -> job(home, name, home);
            default -> throw new AssertionError("no document of the kind " + kind);
        };
    }

    private List<Route> routes() {
        return Route.all(beans).stream()
                .filter(route -> route.permission().orElse("").startsWith("KIND:"))
                .filter(route -> !route.type().startsWith("multipart"))
                .sorted(Comparator.comparing(route -> route.verb().equals("DELETE")))
                .toList();
    }

    /** Whether the kind has such a path; the one of all kinds has none in it. */
    private static boolean fits(Route route, Kind kind) {
        return !route.path().contains("{name}") || route.path().contains("{namespace}") == kind.namespaced();
    }

    private Response call(Route route, Kind kind, String name, Account by) {
        var places = Map.of(
                "tenant", "acme", "kinds", kind.plural(), "namespace", name(THERE), "name", name, "revision", "1");
        return route.call(ResourceCalls.as(by), places, document(kind.name(), name));
    }

    private Account with(String role, Collection<String> permissions) {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["%s"]}
                """.formatted(role + mark, String.join("\", \"", permissions)))
                .statusCode(200);
        return access.account("acme", role + mark, "root");
    }

    private Account withAllBut(Kind kind) {
        Set<String> taken = Set.of(kind.word() + ":read", kind.word() + ":write");
        return with(
                "all-but-" + kind.word(),
                Permission.ALL.stream()
                        .map(Permission::toString)
                        .filter(permission -> !taken.contains(permission))
                        .toList());
    }

    /** All that the database has of both names. */
    private Optional<String> written(Kind kind) {
        return access.query(
                "SELECT string_agg(concat_ws(' ', r.name, r.revision, r.digest, r.draining_at, v.revision), ','"
                        + " ORDER BY r.name, v.revision)"
                        + " FROM resource r LEFT JOIN resource_revision v ON v.tenant = r.tenant AND v.id = r.id"
                        + " WHERE r.tenant = 'acme' AND r.kind = ? AND r.name IN (?, ?)",
                kind.word(),
                name(THERE),
                name(NEW));
    }

    @Test
    void withEveryPermissionButItsOwnEachIsRefusedAndNothingIsWritten() {
        List<String> wrong = new ArrayList<>();
        for (Kind kind : kinds.all()) {
            Account other = withAllBut(kind);
            Optional<String> before = written(kind);
            for (Route route :
                    routes().stream().filter(each -> fits(each, kind)).toList()) {
                for (String which : List.of(THERE, NEW)) {
                    int refused = call(route, kind, name(which), other).statusCode();
                    if (refused != 403) {
                        wrong.add(route.name() + " of a " + kind.name() + " that is " + which + ": " + refused);
                    }
                }
            }
            if (!written(kind).equals(before)) {
                wrong.add("a " + kind.name() + " was written");
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void whoMayWriteJobsMakesNobodyMorePowerful() {
        Account author = with("author", List.of("job:read", "job:write"));
        List<String> wrong = new ArrayList<>();
        for (Kind kind :
                kinds.all().stream().filter(each -> !each.name().equals("Job")).toList()) {
            Optional<String> before = written(kind);
            for (Route route :
                    routes().stream().filter(each -> fits(each, kind)).toList()) {
                int refused = call(route, kind, name(NEW), author).statusCode();
                if (refused != 403) {
                    wrong.add(route.name() + " of a " + kind.name() + ": " + refused);
                }
            }
            if (!written(kind).equals(before)) {
                wrong.add("a " + kind.name() + " was written");
            }
        }

        assertThat(wrong).isEmpty();
        put(ResourceCalls.as(author), "jobs/" + name(THERE) + "/" + name(NEW), document("Job", name(NEW)))
                .statusCode(201);
    }

    @Test
    void withEveryPermissionNoneIsRefused() {
        List<String> wrong = new ArrayList<>();
        // What others need is deleted after them.
        for (Kind kind : kinds.all().reversed()) {
            for (Route route :
                    routes().stream().filter(each -> fits(each, kind)).toList()) {
                int allowed = call(route, kind, name(THERE), owner).statusCode();
                if (allowed >= 300) {
                    wrong.add(route.name() + " of a " + kind.name() + ": " + allowed);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(routes().stream().map(Route::verb).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("GET", "PUT", "POST", "DELETE");
    }
}
