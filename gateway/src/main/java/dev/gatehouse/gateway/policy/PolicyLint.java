package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Effect;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.Lint;
import dev.gatehouse.policy.LintFacts;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lints policies, with what the tenant's directory says of those whom the rules name. Thread-safe. */
@Singleton
public final class PolicyLint {
    private static final String ACTIVE = "SELECT id FROM subject WHERE tenant = ? AND id = ANY (?) AND active";

    /** Of a provider that is gone: no token names them any more. */
    private static final String GONE = """
            SELECT id FROM directory_group
             WHERE tenant = ? AND id = ANY (?) AND source = 'claim' AND deleted_at IS NOT NULL""";

    private static final String PEOPLED = """
            SELECT g.id FROM unnest(?::uuid[]) AS g (id)
             WHERE EXISTS (SELECT 1 FROM membership m JOIN subject s ON s.tenant = m.tenant AND s.id = m.user_id
                            WHERE m.tenant = ? AND m.group_id = g.id AND s.active)""";

    private static final String NAMES =
            "SELECT id, display_name FROM directory_group WHERE tenant = ? AND id = ANY (?) AND deleted_at IS NULL";

    /** Of each group as many as any approval may want, and more: not all of them may decide. */
    private static final String MEMBERS = """
            SELECT g.id AS group_id, s.id, s.name,
                   ARRAY(SELECT o.group_id FROM membership o WHERE o.tenant = ? AND o.user_id = s.id) AS groups
              FROM unnest(?::uuid[]) AS g (id)
             CROSS JOIN LATERAL (SELECT s.id, s.name
                                   FROM membership m JOIN subject s ON s.tenant = m.tenant AND s.id = m.user_id
                                  WHERE m.tenant = ? AND m.group_id = g.id AND s.active
                                  ORDER BY s.id LIMIT 500) s""";

    /** An account may have been declared by another one, behind which stands whoever declared that one. */
    private static final String ACCOUNTS = """
            WITH RECURSIVE behind (account, id) AS (
                SELECT s.id, s.id FROM subject s
                 WHERE s.tenant = ? AND s.id = ANY (?) AND s.kind = 'service_account' AND s.active
                UNION
                SELECT b.account, v.author
                  FROM behind b
                  JOIN subject s ON s.tenant = ? AND s.id = b.id AND s.kind = 'service_account'
                  JOIN resource r ON r.tenant = s.tenant AND r.kind = 'serviceaccount' AND r.namespace = 'root'
                   AND r.name = s.name
                  JOIN resource_revision v ON v.tenant = r.tenant AND v.id = r.id)
            SELECT s.id, s.name, coalesce(array_agg(b.id) FILTER (WHERE b.id <> s.id), '{}') AS declarers
              FROM behind b JOIN subject s ON s.tenant = ? AND s.id = b.account
             GROUP BY s.id, s.name ORDER BY s.id""";

    private final Lint lint = new Lint();
    private final TenantPolicies policies;

    PolicyLint(TenantPolicies policies) {
        this.policies = policies;
    }

    /** A policy, and what has to be known to lint it. */
    public record Read(PolicySource source, LintFacts facts) {}

    /** What is wrong with the policy, as far as that can be found in so much time. */
    public Lint.Findings findings(Read read, Duration most) {
        long begun = System.nanoTime();
        return lint.of(
                read.source(),
                read.facts(),
                policies.conditions(read.source().tenant()),
                () -> System.nanoTime() - begun > most.toNanos());
    }

    /** The policy with what the directory says, as the connection's transaction sees it. */
    public Read read(PolicySource source, Connection connection) throws SQLException {
        String tenant = source.tenant();
        Instant now = now(connection);
        Set<UUID> groups = all(source.bindings(), Binding::groups);
        Set<UUID> peopled = peopled(connection, tenant, groups);
        Set<UUID> approving = approving(source.guardrails());
        Set<UUID> claimed = claimed(connection, tenant, Stream.concat(groups.stream(), approving.stream()));
        groups.stream().filter(claimed::contains).forEach(peopled::add);
        approving.removeAll(claimed);
        Set<UUID> subjects = all(source.bindings(), Binding::subjects);
        return new Read(
                source,
                new LintFacts(
                        now,
                        active(connection, tenant, subjects),
                        peopled,
                        members(connection, tenant, approving, now),
                        accounts(connection, tenant, subjects, now),
                        names(connection, tenant, named(source))));
    }

    /** The groups that conditions name. */
    private static Set<UUID> named(PolicySource source) {
        return Stream.concat(
                        source.bindings().stream().map(Binding::when),
                        source.guardrails().stream().map(Guardrail::when))
                .flatMap(Optional::stream)
                .flatMap(when -> when.groups().values().stream())
                .collect(Collectors.toSet());
    }

    private static Map<UUID, String> names(Connection connection, String tenant, Set<UUID> groups) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NAMES)) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", groups.toArray()));
            Map<UUID, String> names = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.put(row.getObject(1, UUID.class), row.getString(2));
                }
            }
            return names;
        }
    }

    private static Set<UUID> all(List<Binding> bindings, Function<Binding, Set<UUID>> named) {
        return bindings.stream().map(named).flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** Those that tokens name: nobody knows who is in them. */
    private static Set<UUID> claimed(Connection connection, String tenant, Stream<UUID> groups) throws SQLException {
        Set<UUID> claimed = groups.filter(ClaimGroup::isOne).collect(Collectors.toSet());
        try (PreparedStatement select = connection.prepareStatement(GONE)) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", claimed.toArray()));
            claimed.removeAll(ids(select));
        }
        return claimed;
    }

    private static Set<UUID> approving(List<Guardrail> guardrails) {
        Set<UUID> groups = new HashSet<>();
        guardrails.forEach(guardrail -> {
            if (guardrail.effect() instanceof Effect.RequireApproval(Set<UUID> wanted, int _, var _)) {
                groups.addAll(wanted);
            }
        });
        return groups;
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT now()");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static Set<UUID> active(Connection connection, String tenant, Set<UUID> subjects) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ACTIVE)) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", subjects.toArray()));
            return ids(select);
        }
    }

    private static Set<UUID> peopled(Connection connection, String tenant, Set<UUID> groups) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PEOPLED)) {
            select.setArray(1, connection.createArrayOf("uuid", groups.toArray()));
            select.setString(2, tenant);
            return ids(select);
        }
    }

    private static Set<UUID> ids(PreparedStatement select) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static Map<UUID, List<Subject>> members(
            Connection connection, String tenant, Collection<UUID> groups, Instant now) throws SQLException {
        Map<UUID, List<Subject>> members = new HashMap<>();
        groups.forEach(group -> members.put(group, new ArrayList<>()));
        try (PreparedStatement select = connection.prepareStatement(MEMBERS)) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", groups.toArray()));
            select.setString(3, tenant);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    members.computeIfAbsent(row.getObject("group_id", UUID.class), _ -> new ArrayList<>())
                            .add(new Subject(
                                    tenant,
                                    row.getObject("id", UUID.class),
                                    SubjectKind.USER,
                                    row.getString("name"),
                                    true,
                                    0,
                                    Set.of((UUID[]) row.getArray("groups").getArray()),
                                    now));
                }
            }
        }
        return members;
    }

    private static List<LintFacts.Account> accounts(
            Connection connection, String tenant, Set<UUID> subjects, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ACCOUNTS)) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", subjects.toArray()));
            select.setString(3, tenant);
            select.setString(4, tenant);
            List<LintFacts.Account> accounts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    var subject = new Subject(
                            tenant,
                            row.getObject("id", UUID.class),
                            SubjectKind.SERVICE_ACCOUNT,
                            row.getString("name"),
                            true,
                            0,
                            Set.of(),
                            now);
                    accounts.add(new LintFacts.Account(
                            subject, Set.of((UUID[]) row.getArray("declarers").getArray())));
                }
            }
            return accounts;
        }
    }
}
