package dev.gatehouse.gateway.resource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads who refers to a resource, and what runs on it. */
final class UsageRows {
    /** The very condition of the index {@code execution_unended}. */
    private static final String UNENDED =
            "tenant = ? AND state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')";

    /** A person who is told that a thousand things are in the way needs no more. */
    private static final int MOST_REFERRERS = 1_000;

    private UsageRows() {}

    /** Resources of the row's tenant that the condition holds for. */
    static List<ResourceKey> referrers(Connection connection, ResourceEntity row, String condition, Object... values)
            throws SQLException {
        String tenant = row.key().tenant();
        String sql = "SELECT kind, namespace, name FROM resource WHERE tenant = ? AND " + condition
                + " ORDER BY kind, namespace, name LIMIT " + MOST_REFERRERS;
        try (PreparedStatement select = prepared(connection, sql, tenant, values);
                ResultSet found = select.executeQuery()) {
            List<ResourceKey> keys = new ArrayList<>();
            while (found.next()) {
                keys.add(new ResourceKey(tenant, found.getString(1), found.getString(2), found.getString(3)));
            }
            return keys;
        }
    }

    /** A job as it is now. */
    record Mentioning(ResourceKey job, String spec) {}

    /** The jobs of the tenant whose specs hold the text. */
    static List<Mentioning> jobs(Connection connection, String tenant, String mentioned) throws SQLException {
        try (PreparedStatement select = prepared(
                        connection,
                        "SELECT namespace, name, spec FROM resource WHERE tenant = ? AND kind = 'job'"
                                + " AND position(? IN spec::text) > 0 ORDER BY namespace, name",
                        tenant,
                        mentioned);
                ResultSet found = select.executeQuery()) {
            List<Mentioning> jobs = new ArrayList<>();
            while (found.next()) {
                var key = new ResourceKey(tenant, "job", found.getString(1), found.getString(2));
                jobs.add(new Mentioning(key, found.getString(3)));
            }
            return jobs;
        }
    }

    /** How many executions of the row's tenant have not ended and meet the condition. */
    static long executions(Connection connection, ResourceEntity row, String condition, Object... values)
            throws SQLException {
        return count(connection, "SELECT count(*) FROM execution WHERE " + UNENDED + " AND " + condition, row, values);
    }

    /** How many workers of the group have a session that lives. */
    static long workers(Connection connection, ResourceEntity group) throws SQLException {
        return count(
                connection,
                "SELECT count(*) FROM worker_session WHERE tenant = ? AND worker_group = ? AND ended_at IS NULL"
                        + " AND expires_at > now()",
                group,
                group.key().name());
    }

    /** For how many starts the store issued something that is not revoked. */
    static long leases(Connection connection, ResourceEntity store) throws SQLException {
        return count(
                connection,
                "SELECT count(*) FROM secret_lease WHERE tenant = ? AND store = ? AND ended_at IS NULL",
                store,
                store.key().name());
    }

    /** A job's spec that executions pin which have not ended. */
    record Pinned(String spec, long executions) {}

    /** The specs of all executions that have not ended, as far as they mention the text. */
    static List<Pinned> pinned(Connection connection, String tenant, String mentioned) throws SQLException {
        try (PreparedStatement select = prepared(connection, """
                SELECT v.spec, pinned.executions
                FROM (SELECT job_id, job_revision, count(*) AS executions FROM execution WHERE %s
                      GROUP BY job_id, job_revision) AS pinned
                JOIN resource_revision v ON v.tenant = ? AND v.id = pinned.job_id AND v.revision = pinned.job_revision
                WHERE position(? IN v.spec::text) > 0""".formatted(UNENDED), tenant, tenant, mentioned);
                ResultSet found = select.executeQuery()) {
            List<Pinned> specs = new ArrayList<>();
            while (found.next()) {
                specs.add(new Pinned(found.getString(1), found.getLong(2)));
            }
            return specs;
        }
    }

    private static long count(Connection connection, String sql, ResourceEntity row, Object... values)
            throws SQLException {
        try (PreparedStatement select = prepared(connection, sql, row.key().tenant(), values);
                ResultSet counted = select.executeQuery()) {
            counted.next();
            return counted.getLong(1);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, String tenant, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, tenant);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 2, values[i]);
        }
        return statement;
    }
}
