package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.job.CompiledSchema;
import java.util.Locale;

/**
 * One kind of declared resource. Everything that differs between kinds is here; the code around them is the same.
 *
 * @param name as a manifest writes it
 * @param plural as a path writes it
 * @param policy whether it decides who may do what, so that a change raises the tenant's revision
 * @param schema of a whole document of the kind
 * @param resolution what turns the names in a spec into what is stored
 * @param usage what finds out who needs one of its resources
 */
record Kind(
        String name,
        String plural,
        Scope scope,
        boolean policy,
        CompiledSchema schema,
        Resolution resolution,
        Usage usage) {

    /** Where a kind's resources live. */
    enum Scope {
        /** Directly in the tenant; permission is asked at the root. */
        TENANT,
        /** In a namespace. */
        NAMESPACE
    }

    /** Its word in permissions, rows and events: lower-case singular. */
    String word() {
        return name.toLowerCase(Locale.ROOT);
    }

    boolean namespaced() {
        return scope == Scope.NAMESPACE;
    }

    /** The resource's name as people write it. */
    String fullName(ResourceKey key) {
        return namespaced() ? key.namespace() + "/" + key.name() : key.name();
    }
}
