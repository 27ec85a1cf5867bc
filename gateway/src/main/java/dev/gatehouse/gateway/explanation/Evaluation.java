package dev.gatehouse.gateway.explanation;

import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.SubjectKind;
import java.util.Map;
import java.util.Optional;

/**
 * One question in the shape of AuthZEN 1.0 (section 6), well-formed: who, what and on what.
 *
 * @param action a permission, or the action of one on the resource's type
 */
record Evaluation(Entity subject, String action, Entity resource) {
    private static final Map<String, SubjectKind> KINDS =
            Map.of("user", SubjectKind.USER, "service_account", SubjectKind.SERVICE_ACCOUNT);

    /** A subject or a resource. */
    record Entity(String type, String id) {}

    /** What the subject is, where its type is one of ours. */
    Optional<SubjectKind> kind() {
        return Optional.ofNullable(KINDS.get(subject.type()));
    }

    /** The permission that it asks for, where there is one. */
    Optional<Permission> permission() {
        return Permission.parse(action.contains(":") ? action : resource.type() + ":" + action);
    }

    /** Where it asks: the resource is a namespace, or {@code namespace/name}; what lies in none is asked at the root. */
    Optional<Namespace> namespace() {
        if (isTenantWide()) {
            return Optional.of(Namespace.ROOT);
        }
        int slash = resource.id().indexOf('/');
        return Namespace.parse(slash < 0 ? resource.id() : resource.id().substring(0, slash));
    }

    /** The name of what it is about: empty where that is a whole namespace, nothing where it cannot be a name. */
    Optional<String> name() {
        if (isTenantWide()) {
            return Optional.of(resource.id().substring(resource.id().indexOf('/') + 1));
        }
        return resource.id().contains("/") ? JobName.parse(resource.id()).map(JobName::name) : Optional.of("");
    }

    private boolean isTenantWide() {
        return permission().filter(Permission::isTenantWide).isPresent();
    }
}
