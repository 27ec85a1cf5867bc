package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.policy.PolicyRows;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody who is logged in may do, and why: as the tenant's bindings say it now. */
@Singleton
final class OwnAccess {
    private final Transactions transactions;
    private final PolicyRows policies;

    OwnAccess(Transactions transactions, PolicyRows policies) {
        this.transactions = transactions;
        this.policies = policies;
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

    /** All of it, in the order of their names. */
    record Access(List<Grant> grants, List<Membership> groups) {
        Access {
            grants = List.copyOf(grants);
            groups = List.copyOf(groups);
        }
    }

    /** @throws DatabaseUnavailable when it cannot be read */
    Access of(Subject subject, BrowserSession session) {
        return transactions.run(connection -> {
            List<Membership> groups = new ArrayList<>(provisioned(connection, subject));
            session.groups().stream()
                    .map(name -> new Membership(
                            ClaimGroup.id(session.provider(), name),
                            name,
                            "said at the login by " + session.providerName()))
                    .forEach(groups::add);
            groups.sort(Comparator.comparing(Membership::name).thenComparing(Membership::source));
            List<Grant> grants =
                    policies.read(connection, subject.tenant()).map(PolicySource::bindings).orElse(List.of()).stream()
                            .flatMap(binding -> grants(binding, subject, groups))
                            .sorted(Comparator.comparing(Grant::namespace)
                                    .thenComparing(Grant::role)
                                    .thenComparing(Grant::giver)
                                    .thenComparing(Grant::through))
                            .toList();
            return new Access(grants, groups);
        });
    }

    private static Stream<Grant> grants(Binding binding, Subject subject, List<Membership> groups) {
        Stream<String> direct = binding.subjects().contains(subject.id()) ? Stream.of("") : Stream.empty();
        Map<UUID, Membership> mine =
                groups.stream().collect(Collectors.toMap(Membership::group, Function.identity(), (first, _) -> first));
        Stream<String> byGroups = binding.groups().stream()
                .flatMap(group -> Optional.ofNullable(mine.get(group)).stream())
                .map(Membership::name);
        return Stream.concat(direct, byGroups)
                .map(through -> new Grant(binding.role(), binding.namespace().path(), giver(binding), through));
    }

    private static String giver(Binding binding) {
        return binding.rule().kind().equals("identityprovider")
                ? "identity provider " + binding.name()
                : binding.namespace().path() + "/" + binding.name();
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
