package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.job.CompiledSchema;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.gateway.policy.MappableRoles;
import dev.gatehouse.gateway.resource.Kind.Scope;
import dev.gatehouse.gateway.secret.StoreRules;
import dev.gatehouse.policy.Conditions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every kind of resource there is. Thread-safe. */
@Singleton
final class Kinds {
    private final ObjectMapper json;
    private final List<Kind> all;

    Kinds(
            ObjectMapper json,
            MappableRoles mappable,
            DeclaredAddresses addresses,
            Conditions conditions,
            PublicAddress gateway,
            StoreRules stores) {
        this.json = json;
        var condition = new ConditionResolution(conditions);
        this.all = List.of(
                kind("Namespace", "namespaces", Scope.TENANT, new NamespaceResolution(), Usages::ofNamespace),
                kind("WorkerGroup", "workergroups", Scope.TENANT, Resolution.NONE, Usages::ofWorkerGroup),
                policy(kind("Role", "roles", Scope.TENANT, new RoleResolution(), Usages::ofRole)),
                policy(kind(
                        "RoleBinding",
                        "rolebindings",
                        Scope.NAMESPACE,
                        new RoleBindingResolution(condition),
                        Usage.NONE)),
                policy(kind(
                        "Guardrail",
                        "guardrails",
                        Scope.NAMESPACE,
                        new GuardrailResolution(condition, addresses),
                        Usage.NONE)),
                policy(kind(
                        "IdentityProvider",
                        "identityproviders",
                        Scope.TENANT,
                        new IdentityProviderResolution(mappable, addresses, gateway),
                        Usage.NONE)),
                kind(
                        "ServiceAccount",
                        "serviceaccounts",
                        Scope.TENANT,
                        new ServiceAccountResolution(addresses, gateway),
                        Usage.NONE),
                kind(
                        "SecretStore",
                        "secretstores",
                        Scope.TENANT,
                        new SecretStoreResolution(addresses),
                        Usages::ofSecretStore),
                kind("Secret", "secrets", Scope.NAMESPACE, new SecretResolution(stores), new SecretUsage(json)),
                kind("Job", "jobs", Scope.NAMESPACE, new JobResolution(gateway), Usages::ofJob));
    }

    List<Kind> all() {
        return all;
    }

    Optional<Kind> named(String name) {
        return all.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /** The kind of that word in permissions and rows. */
    Optional<Kind> word(String word) {
        return all.stream().filter(kind -> kind.word().equals(word)).findFirst();
    }

    Optional<Kind> plural(String plural) {
        return all.stream().filter(kind -> kind.plural().equals(plural)).findFirst();
    }

    /** All names, as manifests write them, for people. */
    String names() {
        return String.join(", ", all.stream().map(Kind::name).toList());
    }

    /** All names, as paths write them, for people. */
    String plurals() {
        return String.join(", ", all.stream().map(Kind::plural).toList());
    }

    /** All words, as permissions and schema files write them, for people. */
    String words() {
        return String.join(", ", all.stream().map(Kind::word).toList());
    }

    private Kind kind(String name, String plural, Scope scope, Resolution resolution, Usage usage) {
        return new Kind(name, plural, scope, false, schema(name), resolution, usage);
    }

    private static Kind policy(Kind kind) {
        return new Kind(kind.name(), kind.plural(), kind.scope(), true, kind.schema(), kind.resolution(), kind.usage());
    }

    private CompiledSchema schema(String name) {
        try {
            return CompiledSchema.ofOurs(json.readTree(schemaFile(name)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The file that the kind's schema is in. */
    static byte[] schemaFile(String name) {
        String file = "/schema/" + name.toLowerCase(Locale.ROOT) + ".json";
        try (InputStream schema = Kinds.class.getResourceAsStream(file)) {
            if (schema == null) {
                throw new IllegalStateException("no schema " + file);
            }
            return schema.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
