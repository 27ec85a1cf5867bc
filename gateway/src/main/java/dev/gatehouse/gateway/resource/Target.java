package dev.gatehouse.gateway.resource;

import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.ResourceReadQuestion;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.Subject;

/**
 * The resource that a path names, whether or not it exists.
 *
 * @param namespace the root for tenant-scoped kinds
 */
record Target(Kind kind, Namespace namespace, String name) {
    ResourceReadQuestion read(Subject by) {
        return new ResourceReadQuestion(by, kind.word(), namespace, name);
    }

    ResourceWriteQuestion write(Subject by) {
        return new ResourceWriteQuestion(by, kind.word(), namespace, name);
    }

    ResourceKey key(String tenant) {
        return new ResourceKey(tenant, kind.word(), namespace.path(), name);
    }

    /** Its path below the API's, for headers and answers. */
    String path(String tenant) {
        return "/api/v1/" + tenant + "/" + kind.plural() + "/" + kind.fullName(key(tenant));
    }
}
