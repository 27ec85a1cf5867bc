package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Namespace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One document on its way into the tenant: it holds to its kind's schema, and its spec is being resolved. Confined to
 * one request.
 *
 * @param namespace the root for tenant-scoped kinds
 * @param expected the revision that its author read, which it has to be still
 * @param spec in place of resolution
 * @param subject the id of the subject that comes with it, where there is none yet
 * @param claimGroups what it calls groups from claims, of which the resolved spec has the ids alone
 */
record Draft(
        ManifestDocument document,
        Kind kind,
        Namespace namespace,
        String name,
        Optional<Long> expected,
        ObjectNode spec,
        UUID subject,
        List<Violation> violations,
        Map<UUID, ClaimGroup> claimGroups) {
    static final Pointer SPEC = Pointer.ROOT.child("spec");

    Draft(
            ManifestDocument document,
            Kind kind,
            Namespace namespace,
            String name,
            Optional<Long> expected,
            ObjectNode spec,
            UUID subject) {
        this(document, kind, namespace, name, expected, spec, subject, new ArrayList<>(), new HashMap<>());
    }

    /** Something wrong at a place of the document. */
    void refuse(Pointer pointer, String message) {
        violations.add(document.violation(pointer.text(), message));
    }

    /** Whether it is that resource. */
    boolean is(String kindWord, Namespace where, String itsName) {
        return kind.word().equals(kindWord) && namespace.equals(where) && name.equals(itsName);
    }

    ResourceKey key(String tenant) {
        return new ResourceKey(tenant, kind.word(), namespace.path(), name);
    }
}
