package dev.gatehouse.gateway.resource;

import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What needs a resource, where one look into the rows tells. */
final class Usages {
    private Usages() {}

    /** A role is needed by its bindings, and by the identity providers that map groups to it. */
    static Needs ofRole(Connection connection, ResourceEntity role) throws SQLException {
        return referredTo(UsageRows.referrers(
                connection,
                role,
                "(kind = 'rolebinding' AND spec ->> 'role' = ? OR kind = 'identityprovider'"
                        + " AND spec -> 'grants' @> jsonb_build_array(jsonb_build_object('role', ?::text)))",
                role.key().name(),
                role.key().name()));
    }

    /** A store is needed by the secrets that live in it, and to revoke what it issued. */
    static Needs ofSecretStore(Connection connection, ResourceEntity store) throws SQLException {
        String name = store.key().name();
        return new Needs(
                UsageRows.referrers(connection, store, "kind = 'secret' AND spec ->> 'store' = ?", name),
                0,
                0,
                UsageRows.leases(connection, store));
    }

    /** A job is needed by its executions. */
    static Needs ofJob(Connection connection, ResourceEntity job) throws SQLException {
        return new Needs(List.of(), UsageRows.executions(connection, job, "job_id = ?", job.id()), 0);
    }

    /** A worker group is needed by jobs, executions and workers; the one that needs no declaration by nobody. */
    static Needs ofWorkerGroup(Connection connection, ResourceEntity group) throws SQLException {
        String name = group.key().name();
        return name.equals(WorkerGroups.DEFAULT)
                ? Needs.NOBODY
                : new Needs(
                        UsageRows.referrers(connection, group, "kind = 'job' AND spec ->> 'workerGroup' = ?", name),
                        UsageRows.executions(connection, group, "worker_group = ?", name),
                        UsageRows.workers(connection, group));
    }

    /**
     * A namespace is needed by what lies in it or below it, and by what lies in a parent that nothing else declares: a
     * namespace implies its parents. The root is there without being declared.
     */
    static Needs ofNamespace(Connection connection, ResourceEntity namespace) throws SQLException {
        String name = namespace.key().name();
        if (new Namespace(name).isRoot()) {
            return Needs.NOBODY;
        }
        return referredTo(UsageRows.referrers(connection, namespace, """
                (namespace = ? OR starts_with(namespace, ? || '.')
                 OR kind = 'namespace' AND starts_with(name, ? || '.')
                 OR namespace <> 'root' AND starts_with(?, namespace || '.') AND NOT EXISTS (
                    SELECT 1 FROM resource other
                    WHERE other.tenant = resource.tenant AND other.kind = 'namespace' AND other.namespace = 'root'
                      AND other.name <> ?
                      AND (other.name = resource.namespace OR starts_with(other.name, resource.namespace || '.'))))""", name, name, name, name, name));
    }

    private static Needs referredTo(List<ResourceKey> referrers) {
        return new Needs(referrers, 0, 0);
    }
}
