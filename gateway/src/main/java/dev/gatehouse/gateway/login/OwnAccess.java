package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.policy.Holding;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What somebody who is logged in may do, and why: as the tenant's bindings say it now. */
@Singleton
final class OwnAccess {
    private final Transactions transactions;
    private final TenantPolicies policies;
    private final LivingSessions living;

    OwnAccess(Transactions transactions, TenantPolicies policies, LivingSessions living) {
        this.transactions = transactions;
        this.policies = policies;
        this.living = living;
    }

    /**
     * A group that somebody is in.
     *
     * @param source who says so
     */
    record Membership(UUID group, String name, String source) {}

    /**
     * A role that somebody has on a namespace and below.
     *
     * @param giver the binding, or the identity provider, that gives it
     * @param through the group that the binding names; empty where it names the person
     */
    record Grant(String role, String namespace, String giver, String through) {}

    /**
     * All of it, in the order of their names.
     *
     * @param elsewhere the other browsers in which one is logged in
     */
    record Access(List<Grant> grants, List<Membership> groups, List<LivingSession> elsewhere) {
        Access {
            grants = List.copyOf(grants);
            groups = List.copyOf(groups);
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /**
     * What the subject may do, as the policy that decides has it.
     *
     * @throws DatabaseUnavailable when the groups cannot be read
     * @throws dev.gatehouse.gateway.problem.ProblemException 503 while policy cannot be asked
     */
    Access of(Subject subject, BrowserSession session) {
        List<Membership> groups = new ArrayList<>(transactions.read(connection -> provisioned(connection, subject)));
        session.groups().stream()
                .map(name -> new Membership(
                        ClaimGroup.id(session.provider(), name),
                        name,
                        "said at the login by " + session.providerName()))
                .forEach(groups::add);
        groups.sort(Comparator.comparing(Membership::name).thenComparing(Membership::source));
        Map<UUID, String> principals = groups.stream()
                .collect(Collectors.toMap(Membership::group, Membership::name, (first, _) -> first, HashMap::new));
        principals.put(subject.id(), "");
        List<Grant> grants =
                policies.holdings(subject.tenant(), principals.keySet()).orElseThrow(Permits::unavailable).stream()
                        .map(holding -> grant(holding, principals))
                        .sorted(Comparator.comparing(Grant::namespace)
                                .thenComparing(Grant::role)
                                .thenComparing(Grant::giver)
                                .thenComparing(Grant::through))
                        .toList();
        List<LivingSession> elsewhere =
                transactions.read(connection -> living.latest(connection, subject.tenant(), subject.id())).stream()
                        .filter(each -> !each.id().equals(session.id()))
                        .toList();
        return new Access(grants, groups, elsewhere);
    }

    private static Grant grant(Holding holding, Map<UUID, String> principals) {
        String giver = holding.rule().kind().equals("identityprovider")
                ? "identity provider " + holding.name()
                : holding.namespace().path() + "/" + holding.name();
        return new Grant(
                holding.role(), holding.namespace().path(), giver, principals.getOrDefault(holding.principal(), ""));
    }

    private static List<Membership> provisioned(Connection connection, Subject subject) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT g.id, g.display_name, m.provenance, c.name AS client
                  FROM membership m
                  JOIN directory_group g ON g.tenant = m.tenant AND g.id = m.group_id AND g.deleted_at IS NULL
                  LEFT JOIN scim_client c ON c.tenant = g.tenant AND c.id = g.client_id
                 WHERE m.tenant = ? AND m.user_id = ? ORDER BY g.display_name, g.id LIMIT 1000""")) {
            query.setString(1, subject.tenant());
            query.setObject(2, subject.id());
            try (var rows = query.executeQuery()) {
                List<Membership> found = new ArrayList<>();
                while (rows.next()) {
                    String client = rows.getString("client");
                    found.add(new Membership(
                            rows.getObject("id", UUID.class),
                            rows.getString("display_name"),
                            client == null ? rows.getString("provenance") : "provisioned by " + client));
                }
                return found;
            }
        }
    }
}
