package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.gateway.limit.DeclaredConcurrency;
import dev.gatehouse.gateway.limit.LimitRules;
import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.SQLException;

/** A namespace's limits are limits, and those of concurrency are where claims read them. */
final class NamespaceResolution implements Resolution {
    private static final String KIND = "namespace";
    private static final String LIMITS = "limits";

    @Override
    public void resolve(Draft draft, Declarations declarations) {
        LimitRules.check(
                new Namespace(draft.name()), draft.spec().path(LIMITS), Draft.SPEC.child(LIMITS), draft::refuse);
    }

    static boolean declares(Draft draft) {
        return draft.kind().word().equals(KIND);
    }

    /** Makes the limits of the draft count, now that it is written as that row. */
    static void limit(Connection connection, Draft draft, ResourceEntity row) throws SQLException {
        if (declares(draft)) {
            declare(connection, row.key(), draft.spec().path(LIMITS));
        }
    }

    /** What the namespace limited is limited no more. */
    static void unlimit(Connection connection, ResourceKey deleted) throws SQLException {
        if (deleted.kind().equals(KIND)) {
            declare(connection, deleted, MissingNode.getInstance());
        }
    }

    private static void declare(Connection connection, ResourceKey key, JsonNode limits) throws SQLException {
        DeclaredConcurrency.declare(connection, key.tenant(), key.name(), limits);
    }
}
